import type Database from 'better-sqlite3'
import type { Note } from '../../notes.ts'
import { asciiLower } from './name.ts'
import { legibleText } from './legible-text.ts'
import { rewriteSchema, type SchemaChange } from './rewrite-schema.ts'

const FIELDS = ['type', 'name', 'tbl_name', 'sql'] as const

/** A row of sqlite_schema as its bytes; `blob` is 1 where one is stored as a blob. */
type SchemaRow = Record<(typeof FIELDS)[number], Buffer | null> & { rowid: number; blob: number }

/**
 * Writes names and SQL of the schema anew, in the private copy, where they cannot be read as they are. Programs that work in a
 * Windows code page (Delphi, Visual Basic, old ODBC drivers) leave names that are no UTF-8: what is none is read as
 * windows-1252, so that later statements can name what they mean. Blobs, which SQLite takes for text, become text, and a type
 * in capitals, which it does not look at, is written as everybody looks for it.
 * @returns the names of what was not in the file's encoding
 */
export function makeSchemaLegible(database: Database.Database): string[] {
  const encoding = ENCODINGS[database.pragma('encoding', { simple: true }) as keyof typeof ENCODINGS]
  const read = (bytes: Buffer | null) => (bytes === null ? { text: null, legible: true } : legibleText(bytes, encoding))
  const misread: string[] = []
  const changes: SchemaChange[] = []
  const renamed: { from: Buffer; to: string }[] = []
  for (const row of readRows(database)) {
    const texts = FIELDS.map((field) => read(row[field]))
    const legible = texts.every((one) => one.legible)
    if (row.blob === 0 && legible && !hasCapitals(row.type)) continue
    const [type, name, table, sql] = texts.map(({ text }) => text) as [
      string | null,
      string | null,
      string | null,
      string | null,
    ]
    changes.push({ rowid: row.rowid, set: { type: type && asciiLower(type), name, tbl_name: table, sql } })
    if (row.name !== null) renamed.push({ from: row.name, to: name! })
    if (!legible) misread.push(name ?? '?')
  }
  if (changes.length > 0) rewriteSchema(database, changes)
  for (const { from, to } of renamed) renameSequence(database, from, to)
  return misread
}

const ENCODINGS = { 'UTF-8': 'utf8', 'UTF-16le': 'utf16le', 'UTF-16be': 'utf16be' } as const

function readRows(database: Database.Database): SchemaRow[] {
  const bytes = FIELDS.map((field) => `CAST(${field} AS BLOB) AS ${field}`)
  const blob = FIELDS.map((field) => `typeof(${field}) = 'blob'`)
  return database
    .prepare<[], SchemaRow>(`SELECT rowid, ${bytes.join(', ')}, ${blob.join(' OR ')} AS blob FROM main.sqlite_schema`)
    .all()
}

/** `TABLE` for `table`, in any encoding. */
function hasCapitals(type: Buffer | null): boolean {
  return type !== null && /[A-Z]/.test(type.toString('latin1'))
}

/** AUTOINCREMENT keeps the largest rowid that a table had by the table's name. */
function renameSequence(database: Database.Database, from: Buffer, to: string): void {
  const exists = database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'").get()
  if (exists) database.prepare('UPDATE main.sqlite_sequence SET name = ? WHERE CAST(name AS BLOB) = ?').run(to, from)
}

const NAMED = 5

/** What is said of names and SQL that were read as something else. */
export function noteMisread(encoding: 'utf8' | 'utf16le' | 'utf16be', names: string[]): Note[] {
  if (names.length === 0) return []
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const [is, instead] =
    encoding === 'utf8'
      ? ['UTF-8', 'read as windows-1252']
      : [encoding.replace('utf16', 'UTF-16'), 'replaced by U+FFFD']
  const message = `Names or SQL in the schema are no ${is}; what is none was ${instead}, in ${names.slice(0, NAMED).join(', ')}${more}.`
  return [{ code: 'schema-encoding', message }]
}
