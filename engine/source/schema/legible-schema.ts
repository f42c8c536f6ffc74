import { TextDecoder } from 'node:util'
import type Database from 'better-sqlite3'
import type { Note } from '../../notes.ts'
import { asciiLower } from './name.ts'
import { rewriteSchema } from './rewrite-schema.ts'

const FIELDS = ['type', 'name', 'tbl_name', 'sql'] as const

/** A row of sqlite_schema as its bytes; `blob` is 1 where one is stored as a blob. */
type SchemaRow = Record<(typeof FIELDS)[number], Buffer | null> & { rowid: number; blob: number }

/**
 * Writes names and SQL of the schema anew, in the private copy, where they cannot be read as they are. Programs that work in a
 * Windows code page (Delphi, Visual Basic, old ODBC drivers) leave names that are no UTF-8: what is none is read as
 * windows-1252, so that later statements can name what they mean. Blobs, which SQLite takes for text, become text, and a type
 * in capitals, which it does not look at, is written as everybody looks for it.
 * @returns a note where bytes were read as something else
 */
export function makeSchemaLegible(database: Database.Database): Note[] {
  const encoding = database.pragma('encoding', { simple: true }) as string
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  const isLegible = (row: SchemaRow) => FIELDS.every((field) => row[field] === null || decodes(strict, row[field]))
  const changes = readRows(database)
    .map((row) => ({ row, legible: isLegible(row) }))
    .filter(({ row, legible }) => row.blob === 1 || !legible || hasCapitals(row.type))
  if (changes.length === 0) return []
  const read = encoding === 'UTF-8' ? readBytes : (bytes: Buffer) => new TextDecoder(encoding).decode(bytes)
  rewriteSchema(
    database,
    changes.map(({ row }) => ({
      rowid: row.rowid,
      set: {
        ...Object.fromEntries(FIELDS.map((field) => [field, row[field] && read(row[field])])),
        type: row.type && asciiLower(read(row.type)),
      },
    })),
  )
  for (const { row } of changes) if (row.name !== null) renameSequence(database, row.name, read(row.name))
  const misread = changes.filter(({ legible }) => !legible).map(({ row }) => (row.name === null ? '?' : read(row.name)))
  return misread.length === 0 ? [] : [noteOf(encoding, misread)]
}

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

function decodes(strict: TextDecoder, bytes: Buffer): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Characters of more than one byte in UTF-8 (RFC 3629 §4), as latin1 shows their bytes; and any other byte that is no ASCII. */
const BEYOND_ASCII =
  /((?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)|[\x80-\xff]/g

/** Bytes as UTF-8, and those that are none as windows-1252: a name is read alike wherever it stands, also beside others. */
function readBytes(bytes: Buffer): string {
  return bytes.toString('latin1').replace(BEYOND_ASCII, (piece, utf8?: string) => {
    const decoder = new TextDecoder(utf8 === undefined ? 'windows-1252' : 'utf-8')
    return decoder.decode(Buffer.from(piece, 'latin1'))
  })
}

/** AUTOINCREMENT keeps the largest rowid that a table had by the table's name. */
function renameSequence(database: Database.Database, from: Buffer, to: string): void {
  const exists = database.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'").get()
  if (exists) database.prepare('UPDATE main.sqlite_sequence SET name = ? WHERE CAST(name AS BLOB) = ?').run(to, from)
}

const NAMED = 5

function noteOf(encoding: string, names: string[]): Note {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const instead = encoding === 'UTF-8' ? 'read as windows-1252' : 'replaced by U+FFFD'
  const message = `Names or SQL in the schema are no ${encoding}; what is none was ${instead}, in ${names.slice(0, NAMED).join(', ')}${more}.`
  return { code: 'schema-encoding', message }
}
