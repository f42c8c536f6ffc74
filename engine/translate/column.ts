import type { Id, QualifiedExpr } from 'sqlite3-parser'
import type { Scope, ScopeColumn } from './scope.ts'
import { atom, integerLiteral, textLiteral, type Kind, type Term } from './term.ts'
import { reject } from './untranslatable.ts'
import { INTEGER_LIMIT, isIntegerType } from '../types/limits.ts'
import { baseType, typeArguments } from '../types/postgres-type.ts'

/**
 * A name in an expression: a column; else true and false, which SQLite reads as 1 and 0; else, when it was quoted, a text
 * (quirks.html §8: a double-quoted name that is no column. [x] and `x` never got that far: SQLite refused the schema).
 */
export function identifier(id: Id, scope: Scope): Term {
  const column = scope.column(id.name)
  if (column) return columnTerm(column)
  const word = id.name.toLowerCase()
  if (HIDDEN.has(word)) return reject(`the hidden column ${id.name}`)
  // The parser strips quotes without saying so; only a quoted name takes more room than its text.
  if (id.span.length > id.name.length) return textLiteral(id.name)
  if (word === 'true') return integerLiteral(1n)
  if (word === 'false') return integerLiteral(0n)
  return reject(`the name ${id.name} is no column of the table`)
}

/** SQLite knows these in a table that has no such column: the rowid's names, quoted ones too, and what full-text tables add. */
const HIDDEN = new Set(['rowid', '_rowid_', 'oid', 'docid', 'rank'])

/** `t.a` in a table's own expressions can only mean its own column. Schemas and other qualifiers are refused. */
export function qualified(expr: QualifiedExpr, scope: Scope): Term {
  const { schema, table, column } = expr
  const found = schema ? null : scope.column(column.text, table.text)
  return found ? columnTerm(found) : reject(`a column of ${table.text} by its full name`)
}

/** true and false as written, where they are no columns: what `x IS TRUE` asks for. */
export function truthWord(id: Id, scope: Scope): boolean | null {
  if (scope.column(id.name) || id.span.length > id.name.length) return null
  const word = id.name.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : null
}

export function columnTerm(column: ScopeColumn): Term {
  if (column.leftOut) reject(column.leftOut)
  const type = baseType(column.type)
  const kind = kindOf(type, column)
  return atom(kind, column.sql, {
    type,
    nullable: !column.notNull,
    affinity: column.affinity,
    openAffinity: column.openAffinity,
    collation: { name: column.collation.toUpperCase(), explicit: false },
    storage: column.storage ?? null,
    castToText: TEXT_TYPES.has(type) && column.castToText === true,
    ...(column.format === undefined ? {} : { moment: { format: column.format, at: `${column.sql}::timestamp` } }),
    written: isWritten(kind, column) ? column.written : undefined,
    bound: smaller(boundOf(type, typeArguments(column.type)), column.largest),
  })
}

/** A text that is one of several kinds has no way of writing, nor have times with offsets: they sort otherwise. */
function isWritten(kind: Kind, { written, storage }: ScopeColumn): boolean {
  if (written === undefined || storage !== 'text' || written.endsWith('±')) return false
  return kind === 'timestamp' || kind === 'timestamptz' || (kind === 'date' && written.length === 10)
}

const TEXT_TYPES = new Set(['text', 'varchar'])

function kindOf(type: string, { storage }: ScopeColumn): Kind {
  const numeric = storage === 'integer' || storage === 'real' || storage === 'number'
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return storage === 'integer' ? 'integer' : 'mixed'
    case 'boolean':
      return storage === 'integer' ? 'boolean' : 'mixed'
    case 'double precision':
      return storage === 'real' ? 'real' : numeric ? 'number' : 'mixed'
    case 'numeric':
      return numeric ? 'number' : 'mixed'
    case 'bytea':
      return storage === 'blob' ? 'blob' : 'mixed'
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'uuid':
    case 'jsonb':
      return type
    default:
      return TEXT_TYPES.has(type) && storage === 'text' ? 'text' : 'mixed'
  }
}

function boundOf(type: string, [precision, scale = 0]: number[]): number | undefined {
  if (type === 'boolean') return 1
  if (isIntegerType(type)) return Number(INTEGER_LIMIT[type])
  return type === 'numeric' && precision !== undefined ? 10 ** (precision - scale) : undefined
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

/** A boolean as the integer that it is in SQLite; other terms as they are. */
export function unboolean(term: Term): Term {
  if (term.kind !== 'boolean') return term
  if (term.value !== undefined) return { ...integerLiteral(term.value === 1n ? 1n : 0n), affinity: term.affinity }
  const { affinity, nullable } = term
  return atom('integer', `${term.atom ? term.sql : `(${term.sql})`}::integer`, {
    type: 'integer',
    affinity,
    nullable,
    bound: 1,
  })
}
