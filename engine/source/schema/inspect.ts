import type Database from 'better-sqlite3'
import { parseStmt, type Expr } from 'sqlite3-parser'
import { LiteliftError } from '../../errors.ts'
import { parseCreateTable, type CreateTable } from './create-table.ts'
import { affinityOf } from './declared-type.ts'
import { readIndexes, type SchemaRow } from './indexes.ts'
import { readForeignKeys } from './foreign-keys.ts'
import { forgetTokenizer } from './forget-extensions.ts'
import { asciiLower, quoteSqliteName } from './name.ts'
import { freeRowidName } from './rowid-column.ts'
import { isPlain, scanOf } from './normalise.ts'
import { refuseTooMany } from './read-objects.ts'
import type { Column, Schema, Table } from './schema.ts'
import { withSqliteErrors } from './sqlite-error.ts'

type Handle = Database.Database

/** What is read once for all tables: asked for table by table, a file of 4,000 took a second longer. */
interface SchemaFacts {
  /** By name. */
  indexes: ReadonlyMap<string, SchemaRow>
  sequences: ReadonlyMap<string, bigint>
}

/**
 * Reads a file's schema: PRAGMAs for what they tell, the parsed SQL for the rest (checks, DEFERRABLE, generation
 * expressions, collations). `sqlite_*` tables and the shadow tables of virtual ones are not part of it.
 *
 * Tables whose rows lie in no plain b-tree are copied into one beside the private copy (normalise.ts). Gives one object after
 * another, because a file of 30,000 tables has 100 MB of them.
 * @throws LiteliftError; `file-needs-disk` of a table whose rows would have to be copied, where the file holds its schema alone
 */
export function* inspect(database: Handle, holds: Holds): Generator<Inspected> {
  const objects = database
    .prepare<[], SchemaRow>('SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema ORDER BY rowid')
    .all()
  const indexes = new Map(objects.filter(({ type }) => type === 'index').map((index) => [index.name, index]))
  const sequences = withSqliteErrors({ table: 'sqlite_sequence' }, () => readSequences(database, objects))
  const facts = { indexes, sequences }
  const listed = tableList(database)
  let parts = 0
  for (const object of objects) {
    const { type, name } = object
    if (type !== 'table' || /^sqlite_/i.test(name)) continue
    const entry = listed.get(name)
    if (entry === undefined) throw unlisted(name)
    if (entry.type === 'shadow') continue
    if (holds === 'schema' && entry.type === 'virtual') throw needsDisk(name, 'is a virtual table')
    if (holds === 'schema' && entry.withoutRowid) throw needsDisk(name, 'is WITHOUT ROWID')
    if (entry.type === 'virtual' || entry.withoutRowid || /\bas\b/i.test(object.sql ?? '')) yield { begins: name }
    const inspected = withSqliteErrors({ table: name }, () =>
      entry.type === 'virtual'
        ? inspectVirtual(database, object, facts)
        : { table: inspectTable(database, object, facts, { virtual: null, ...entry }, holds) },
    )
    if ('table' in inspected) refuseTooMany((parts += partsOf(inspected.table)), 'columns of tables and indexes')
    yield inspected
  }
}

/** A table of the file, one that cannot be read, or, before SQLite copies a table, its name: that may take long. */
export type Inspected = InspectedTable | { begins: string }

export type InspectedTable = { table: Table } | { unreadable: Schema['unreadable'][number] }

function partsOf({ columns, indexes }: Table): number {
  return columns.length + indexes.reduce((sum, { parts }) => sum + parts.length, 0)
}

/** What of a file SQLite has before it: all of it, or the pages of its schema alone. */
export type Holds = 'everything' | 'schema'

function needsDisk(table: string, what: string): LiteliftError {
  return new LiteliftError('file-needs-disk', {
    subject: { table },
    message: `The table ${table} ${what}, which SQLite itself reads, and for that the whole file has to lie on a disk.`,
    hint: 'Give the function ephemeral storage for the file and its copies (10,240 MB at most), migrate it from the command line, or copy the rows into a plain table.',
  })
}

/** The schema's own column of names contradicts its SQL, so that SQLite knows the table by another name. */
function unlisted(table: string): LiteliftError {
  return new LiteliftError('file-schema-unreadable', {
    subject: { table },
    message: `The schema names a table ${table}, but its CREATE TABLE statement does not make one.`,
    hint: 'Rescue the tables with `sqlite3 damaged.db .recover`.',
  })
}

interface ListedTable {
  type: string
  withoutRowid: boolean
  strict: boolean
}

function tableList(database: Handle): Map<string, ListedTable> {
  const rows = database.pragma('main.table_list') as {
    schema: string
    name: string
    type: string
    wr: number
    strict: number
  }[]
  return new Map(
    rows
      .filter((row) => row.schema === 'main')
      .map((row) => [row.name, { type: row.type, withoutRowid: row.wr === 1, strict: row.strict === 1 }]),
  )
}

/** Modules whose table reads back what was put in; others may compute, reach out, or hold nothing. */
const CONTENT_MODULES = new Set(['fts3', 'fts4', 'fts5', 'rtree', 'rtree_i32', 'geopoly'])

function inspectVirtual(database: Handle, object: SchemaRow, facts: SchemaFacts): InspectedTable {
  const { name } = object
  const sql = object.sql ?? ''
  const refused = (reason: string) => ({ unreadable: { name, sql, reason } })
  const parsed = parseStmt(sql)
  const statement = parsed.status === 'ok' && parsed.root.type === 'CreateVirtualTableStmt' ? parsed.root : null
  const module = statement?.moduleName.text.toLowerCase() ?? 'unknown'
  const has = (argument: RegExp) => statement?.args?.some((one) => argument.test(one.trim())) ?? false
  if (!CONTENT_MODULES.has(module)) return refused(`its module ${module} is not one whose content can be read`)
  if (has(/^content\s*=\s*(''|"")?$/i)) return refused('it is a contentless full-text index')
  // FTS4 calls the function that is named here for every value (fts3.html §6.1).
  if (has(/^(un)?compress\s*=/i)) return refused('its content is packed by a function of its application')
  const shape = { virtual: module, withoutRowid: false, strict: false }
  const open = () => openVirtual(() => inspectTable(database, object, facts, shape))
  const found = open()
  const isForeign = typeof found === 'string' && /tokenizer/.test(found) && module.startsWith('fts')
  const table = isForeign && forgetTokenizer(database, name, module === 'fts5') ? open() : found
  return typeof table === 'string' ? refused(table) : { table }
}

/** A virtual table, or why its module will not open it: often a tokenizer that only its application has. */
function openVirtual(open: () => Table): Table | string {
  try {
    return withSqliteErrors({}, open)
  } catch (error) {
    if (!(error instanceof LiteliftError) || error.code !== 'file-schema-unreadable') throw error
    return error.message
  }
}

/** What `PRAGMA table_list` tells of a table; `virtual` is the module of a virtual one. */
interface TableFacts {
  virtual: string | null
  withoutRowid: boolean
  strict: boolean
}

interface ColumnRow {
  name: string
  type: string
  notnull: number
  dflt_value: string | null
  pk: number
  /** 0 ordinary, 1 hidden column of a virtual table, 2 virtual generated, 3 stored generated. */
  hidden: number
  /** A virtual table's rowid, which PRAGMAs do not tell. */
  implicit?: boolean
}

function inspectTable(
  database: Handle,
  object: SchemaRow,
  facts: SchemaFacts,
  shape: TableFacts,
  holds: Holds = 'everything',
): Table {
  const { name } = object
  const sql = object.sql ?? ''
  const parsed = shape.virtual ? null : parseCreateTable(sql)
  const language = shape.virtual ? languageColumn(sql) : null
  const listed = (database.pragma(`table_xinfo(${quoteSqliteName(name)})`) as ColumnRow[]).filter(
    (row) => row.hidden !== 1 || row.name === language,
  )
  const rows = shape.virtual === null ? listed : withRowid(listed, shape.virtual)
  const indexes = shape.virtual ? [] : readIndexes(database, name, facts.indexes, parsed)
  const primaryKey = rows.filter((row) => row.pk > 0).toSorted((a, b) => a.pk - b.pk)
  // An INTEGER PRIMARY KEY has no index of its own; `INTEGER PRIMARY KEY DESC` is not the rowid and has one (lang_createtable.html §5).
  const alias =
    !shape.virtual &&
    !shape.withoutRowid &&
    primaryKey.length === 1 &&
    primaryKey[0]!.type.toUpperCase() === 'INTEGER' &&
    !indexes.some((index) => index.origin === 'primary-key')
  const table: Omit<Table, 'scan'> = {
    name,
    sql,
    module: shape.virtual,
    kind: shape.virtual ? 'virtual' : shape.withoutRowid ? 'without-rowid' : 'rowid',
    columns: rows.map((row) => column(row, shape.strict, parsed)),
    rowidAlias: alias || shape.virtual ? (primaryKey[0]?.name ?? null) : null,
    sequence: facts.sequences.get(name) ?? null,
    primaryKey: primaryKey.map((row) => row.name),
    primaryKeyName: parsed?.primaryKeyName ?? null,
    indexes,
    foreignKeys: shape.virtual ? [] : readForeignKeys(database, name, parsed),
    checks: parsed?.checks ?? [],
    conflictClauses: parsed?.conflictClauses ?? [],
  }
  if (holds === 'schema' && !isPlain(table)) throw needsDisk(name, 'has a virtual column')
  const { scan, unreadable } = scanOf(database, table, object.rootpage)
  const columns = table.columns.map((one) => ({ ...one, unreadable: unreadable.get(one.name) ?? null }))
  return { ...table, columns, scan }
}

/** An R*Tree's first column is its rowid (rtree.html §3.1); of other modules it has no column of its own, and gets one. */
function withRowid(rows: ColumnRow[], module: string): ColumnRow[] {
  const [first, ...others] = rows
  if (module.startsWith('rtree')) return first ? [{ ...first, pk: 1 }, ...others] : rows
  const name = freeRowidName(rows)
  if (name === null) return rows
  return [{ name, type: 'INTEGER', notnull: 0, dflt_value: null, pk: 1, hidden: 0, implicit: true }, ...rows]
}

/** FTS4's `languageid=x` adds a hidden column that holds values of its own (fts3.html §6.7). */
function languageColumn(sql: string): string | null {
  return /\blanguageid\s*=\s*["'`[]?([^"'`\],)\s]+)/i.exec(sql)?.[1] ?? null
}

function column(row: ColumnRow, strict: boolean, parsed: CreateTable | null): Column {
  const clauses = parsed?.columns.get(asciiLower(row.name))
  return {
    name: row.name,
    declared: row.type,
    affinity: affinityOf(row.type, strict),
    notNull: row.notnull === 1,
    collation: clauses?.collation ?? 'BINARY',
    default: row.dflt_value === null ? null : { sql: row.dflt_value, expr: clauses?.default ?? null },
    generated: generation(row.hidden, clauses?.generated),
    implicit: row.implicit ?? false,
    unreadable: null,
  }
}

function generation(hidden: number, clause: { expr: Expr; sql: string } | null | undefined): Column['generated'] {
  if (hidden !== 2 && hidden !== 3) return null
  return { kind: hidden === 2 ? 'virtual' : 'stored', expr: clause?.expr ?? null, sql: clause?.sql ?? '' }
}

/** The largest rowid that a table ever had, where AUTOINCREMENT keeps it. */
function readSequences(database: Handle, objects: SchemaRow[]): Map<string, bigint> {
  const sequences = new Map<string, bigint>()
  const names = new Set(objects.filter(({ type }) => type === 'table').map(({ name }) => name))
  if (!names.has('sqlite_sequence')) return sequences
  const rows = database
    .prepare<[], { name: string; seq: bigint }>("SELECT name, seq FROM sqlite_sequence WHERE typeof(seq) = 'integer'")
    .safeIntegers()
  // The first row of a table counts; the file may hold any number of others.
  for (const { name, seq } of rows.iterate()) if (names.has(name) && !sequences.has(name)) sequences.set(name, seq)
  return sequences
}
