import { isUtf8 } from 'node:buffer'
import { grouped } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { openReader } from '../pages/reader.ts'
import { BLOB, integerAt, INTEGER, type Row, rowidOf, TEXT } from '../pages/row.ts'
import type { Scan } from '../pages/scan.ts'
import { firstWords } from './first-words.ts'
import { legibleText } from './legible-text.ts'
import { asciiLower } from './name.ts'
import type { NamedSql } from './schema.ts'

/** The rows of sqlite_schema as a table of its own (fileformat2 §2.6). */
export const SCHEMA_SCAN: Scan = {
  table: 'sqlite_schema',
  root: 1,
  columns: [0, 1, 2, 3, 4].map((field) => ({ field, real: false, missing: null })),
}

/**
 * Bytes of the SQL of one object, and of all of them. The largest definitions of real files have some 100 KB (2,000 columns), and one byte
 * takes up to 500 bytes of memory as a syntax tree.
 */
const MOST_SQL = 2 ** 17
const MOST_SCHEMA_SQL = 2 ** 21
/** Objects, and columns of tables and indexes: one takes 10 KB of memory in profile, plan and report. */
const MOST_PARTS = 20_000

/** What SQLite is not to see of a schema, and what a migration is to know of it. */
export interface Executable {
  views: NamedSql[]
  triggers: (NamedSql & { table: string })[]
  /** Rows of views, triggers and statistics. */
  rowids: ReadonlySet<bigint>
  /** Names of views and triggers whose text is not in the encoding of the file. */
  misread: string[]
  /** Rows of the schema, all of them. */
  objects: number
}

/**
 * Reads sqlite_schema from its pages, before SQLite does: bounds what it holds, and finds what would run or fill memory as soon as SQLite
 * has it, which are views (`PRAGMA table_list` expands each), triggers, and the statistics of ANALYZE, which SQLite loads with the schema.
 * @throws LiteliftError `file-damaged`; `file-too-costly` past a bound
 */
export function readExecutable(pages: PageFileSpec): Executable {
  const rowids = new Set<bigint>()
  const found: Executable = { views: [], triggers: [], rowids, misread: [], objects: 0 }
  let total = 0
  using reader = openReader(pages, SCHEMA_SCAN, { after: null, through: null })
  while (reader.next()) {
    const { row } = reader
    const bytes = [0, 1, 2, 4].reduce((sum, column) => sum + lengthOf(row, column), 0)
    total += bytes
    found.objects++
    if (bytes > MOST_SQL) throw tooLarge(shownName(row, pages), bytes)
    if (total > MOST_SCHEMA_SQL) throw tooMuch(`more than ${MOST_SCHEMA_SQL / 2 ** 20} MB of SQL`)
    refuseTooMany(found.objects, 'objects')
    const [type, name, table] = [0, 1, 2].map((column) => textAt(row, column, pages))
    if (/^sqlite_stat\d$/i.test(table!.text)) rowids.add(rowidOf(row))
    const kind = asciiLower(type!.text)
    if (kind !== 'view' && kind !== 'trigger') continue
    const sql = textAt(row, 4, pages)
    // A row that says one thing and does another is for SQLite to refuse.
    if (!isDefinition(sql.text, kind)) continue
    rowids.add(rowidOf(row))
    if (!name!.legible || !table!.legible || !sql.legible) found.misread.push(name!.text)
    if (kind === 'view') found.views.push({ name: name!.text, sql: sql.text })
    else found.triggers.push({ name: name!.text, sql: sql.text, table: table!.text })
  }
  return found
}

/**
 * Reads whatever SQLite reads to know a schema: its own tree, and what AUTOINCREMENT keeps.
 * @throws LiteliftError as readExecutable
 */
export function readSchemaPages(pages: PageFileSpec): void {
  readExecutable(pages)
  const root = sequenceRoot(pages)
  if (root === null) return
  let rows = 0
  using reader = openReader(pages, { ...SCHEMA_SCAN, table: 'sqlite_sequence', root }, { after: null, through: null })
  while (reader.next()) refuseTooMany(++rows, 'rows in sqlite_sequence')
}

/** Pages of the trees of indexes, by name. */
export function indexRoots(pages: PageFileSpec): ReadonlyMap<string, number> {
  const roots = new Map<string, number>()
  using reader = openReader(pages, SCHEMA_SCAN, { after: null, through: null })
  while (reader.next()) {
    const { row } = reader
    if (asciiLower(textAt(row, 0, pages).text) === 'index' && row.kind[3] === INTEGER)
      roots.set(textAt(row, 1, pages).text, Number(integerAt(row, 3)))
  }
  return roots
}

/** Page of the tree of sqlite_sequence; null where there is none. */
function sequenceRoot(pages: PageFileSpec): number | null {
  using reader = openReader(pages, SCHEMA_SCAN, { after: null, through: null })
  while (reader.next()) {
    const { row } = reader
    if (textAt(row, 1, pages).text === 'sqlite_sequence' && row.kind[3] === INTEGER) return Number(integerAt(row, 3))
  }
  return null
}

/** Of SQL that is to become a schema: bytes of one object, and of all so far. @throws LiteliftError `file-too-costly` */
export function refuseLongSql(bytes: number, total: number): void {
  if (bytes > MOST_SQL) throw tooLarge('an object', bytes)
  if (total > MOST_SCHEMA_SQL) throw tooMuch(`more than ${MOST_SCHEMA_SQL / 2 ** 20} MB of SQL`)
}

/** @throws LiteliftError `file-too-costly` */
export function refuseTooMany(parts: number, what: string): void {
  if (parts > MOST_PARTS) throw tooMuch(`more than ${grouped(MOST_PARTS)} ${what}`)
}

function isDefinition(sql: string, kind: 'view' | 'trigger'): boolean {
  const [create, ...rest] = firstWords(sql, 3)
  const [first] = rest[0] === 'TEMP' || rest[0] === 'TEMPORARY' ? rest.slice(1) : rest
  return create === 'CREATE' && first === kind.toUpperCase()
}

function lengthOf(row: Row, column: number): number {
  return row.kind[column] === TEXT || row.kind[column] === BLOB ? row.end[column]! - row.start[column]! : 0
}

/** A text as SQLite takes it, for which a blob is one, too; the reader gives texts in UTF-8, blobs as they are. */
function textAt(row: Row, column: number, { encoding }: PageFileSpec): { text: string; legible: boolean } {
  const kind = row.kind[column]!
  if (kind === INTEGER) return { text: String(integerAt(row, column)), legible: true }
  if (kind !== TEXT && kind !== BLOB) return { text: '', legible: true }
  const bytes = Buffer.from(row.bytes.buffer, row.bytes.byteOffset + row.start[column]!, lengthOf(row, column))
  // The reader has made UTF-8 of UTF-16; what was none of it is none of UTF-8 either.
  if (kind === TEXT && encoding !== 'utf8') return { text: bytes.toString(), legible: isUtf8(bytes) }
  return legibleText(bytes, encoding)
}

function shownName(row: Row, pages: PageFileSpec): string {
  return lengthOf(row, 1) > 1000 ? 'an object with a long name' : textAt(row, 1, pages).text
}

const HINT =
  'Look at the schema with the sqlite3 shell (`.schema`): what programs write stays far below it. Drop what is not needed, and try again.'

function tooLarge(name: string, bytes: number): LiteliftError {
  return new LiteliftError('file-too-costly', {
    subject: { table: name },
    message: `The definition of ${name} has ${(bytes / 1e6).toFixed(1)} MB, more than the ${MOST_SQL / 1024} KB that are read.`,
    hint: HINT,
  })
}

function tooMuch(what: string): LiteliftError {
  return new LiteliftError('file-too-costly', { message: `The schema holds ${what}.`, hint: HINT })
}
