import type { Affinity } from './schema.ts'

/** A declared type taken apart: `NVARCHAR(10)` is { word: 'NVARCHAR', arguments: [10] }. Upper case, one space between words. */
export interface DeclaredType {
  word: string
  arguments: number[]
}

export function parseDeclaredType(declared: string): DeclaredType {
  const open = declared.indexOf('(')
  const close = declared.indexOf(')', open)
  const inside = open >= 0 && close > open ? declared.slice(open + 1, close) : ''
  const outside = open >= 0 && close > open ? declared.slice(0, open) + ' ' + declared.slice(close + 1) : declared
  const parts = inside.split(',').map((part) => part.trim())
  // What follows an odd one is not the first argument.
  const odd = parts.findIndex((part) => !/^[+-]?\d{1,9}$/.test(part))
  return {
    word: outside.trim().replace(/\s+/g, ' ').toUpperCase(),
    arguments: parts.slice(0, odd < 0 ? undefined : odd).map(Number),
  }
}

/** SQLite's five rules in their order (sqlite.org/datatype3.html §3.1); ANY of a STRICT table converts nothing (stricttables.html). */
export function affinityOf(declared: string, strict: boolean): Affinity {
  const upper = declared.toUpperCase()
  if (strict && upper === 'ANY') return 'blob'
  if (upper.includes('INT')) return 'integer'
  if (upper.includes('CHAR') || upper.includes('CLOB') || upper.includes('TEXT')) return 'text'
  if (upper === '' || upper.includes('BLOB')) return 'blob'
  if (upper.includes('REAL') || upper.includes('FLOA') || upper.includes('DOUB')) return 'real'
  return 'numeric'
}
