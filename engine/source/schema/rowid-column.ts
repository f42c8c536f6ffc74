import { asciiLower } from './name.ts'

/** SQLite's names for a rowid, of which a column may take one (lang_createtable.html §5). */
export const ROWID_NAMES = ['rowid', '_rowid_', 'oid'] as const

/** The name under which SQL reaches the rowid: one that no column has; null where all are taken. */
export function freeRowidName(columns: readonly { name: string }[]): string | null {
  const taken = new Set(columns.map(({ name }) => asciiLower(name)))
  return ROWID_NAMES.find((name) => !taken.has(name)) ?? null
}
