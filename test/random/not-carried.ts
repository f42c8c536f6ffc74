import Database from 'better-sqlite3'
import type { Note } from '../../engine/notes.ts'
import type { Report } from '../../engine/report/report.ts'
import type { TestDatabase } from '../database.ts'
import { quoted } from './name.ts'

/** What SQLite's PRAGMAs or PostgreSQL's catalog say of one table. Names are those in PostgreSQL. */
interface Carried {
  rows: number
  columns: number
  notNull: string[]
  defaults: string[]
  generated: string[]
  primaryKey: number
  unique: number
  indexes: number
  checks: number
  foreignKeys: number
}

interface Chosen {
  schema: string
  emptyAsNull: boolean
}

/**
 * What a file has by SQLite's own PRAGMAs, a published migration has not by PostgreSQL's catalog, and no note accounts
 * for; empty when all is well.
 */
export async function notCarried(
  path: string,
  report: Report,
  chosen: Chosen,
  target: Pick<TestDatabase, 'query'>,
): Promise<string[]> {
  const file = new Database(path, { readonly: true })
  try {
    const tables = file.pragma('table_list') as { schema: string; name: string; type: string }[]
    const listed = tables.filter(
      ({ schema, name, type }) =>
        schema === 'main' && type !== 'view' && type !== 'shadow' && !name.startsWith('sqlite_'),
    )
    const left = new Set(report.notes.filter(({ code }) => LEFT_OUT.includes(code)).map((note) => note.object))
    const moved = new Map(report.tables.map((table) => [table.source, table]))
    const lost: string[] = listed.filter(({ name }) => !moved.has(name) && !left.has(name)).map(({ name }) => name)
    for (const { name, type } of listed) {
      const table = moved.get(name)
      if (table === undefined || type === 'virtual') continue
      const names = new Map(table.columns.map((column) => [column.source, column.name]))
      const notes = report.notes.filter((note) => note.table === name)
      const expected = sqliteTable(file, name, names, chosen.emptyAsNull ? ['NULL', "''"] : ['NULL'])
      const found = await postgresTable(target, chosen.schema, table.name)
      lost.push(...missing(expected, found, notes).map((what) => `${name}: ${what}`))
    }
    return [...lost, ...(await viewsNotCarried(file, report, chosen, target))]
  } finally {
    file.close()
  }
}

const LEFT_OUT = ['virtual-table-left-out', 'schema-object-unreadable']

function missing(expected: Carried, found: Carried, notes: Note[]): string[] {
  const noted = (code: string) => notes.filter((note) => note.code.startsWith(code)).length
  const by = (codes: string[]) => codes.reduce((sum, code) => sum + noted(code), 0)
  const least = (what: 'notNull' | 'defaults' | 'generated', codes: string[]) => {
    const gone = expected[what].filter((column) => !found[what].includes(column))
    return gone.length > by(codes) ? [`${what} of ${gone.join(', ')}`] : []
  }
  const count = (what: 'primaryKey' | 'unique' | 'indexes' | 'foreignKeys' | 'checks', codes: string[]) =>
    found[what] + by(codes) < expected[what] ? [`${expected[what]} ${what}, ${found[what]} there`] : []
  return [
    ...(expected.rows === found.rows ? [] : [`${expected.rows} rows, ${found.rows} there`]),
    ...(expected.columns === found.columns ? [] : [`${expected.columns} columns, ${found.columns} there`]),
    ...least('notNull', ['not-null-']),
    ...least('defaults', ['default-']),
    ...least('generated', ['generated-']),
    ...count('primaryKey', ['key-', 'unique-', 'index-']),
    ...count('unique', ['unique-', 'index-', 'key-']),
    ...count('indexes', ['unique-', 'index-', 'key-']),
    ...count('foreignKeys', ['foreign-key-']),
    ...count('checks', ['check-']),
  ]
}

function sqliteTable(file: Database.Database, table: string, names: Map<string, string>, noDefault: string[]): Carried {
  const columns = (
    file.pragma(`table_xinfo(${quoted(table)})`) as {
      name: string
      notnull: number
      dflt_value: string | null
      pk: number
      hidden: number
    }[]
  ).filter(({ hidden }) => hidden !== 1)
  const renamed = (of: typeof columns) => of.map(({ name }) => names.get(name) ?? name)
  const sql = file.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table) as string
  const indexes = file.pragma(`index_list(${quoted(table)})`) as { name: string; unique: number; origin: string }[]
  const keys = file.pragma(`foreign_key_list(${quoted(table)})`) as { id: number }[]
  return {
    rows: file
      .prepare(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get() as number,
    columns: columns.length,
    notNull: renamed(columns.filter(({ notnull, hidden }) => notnull === 1 && hidden === 0)),
    defaults: renamed(
      columns.filter(({ dflt_value: value }) => value !== null && !noDefault.includes(value.toUpperCase())),
    ),
    generated: renamed(columns.filter(({ hidden }) => hidden > 1)),
    primaryKey: columns.some(({ pk }) => pk > 0) ? 1 : 0,
    unique: indexes.filter(({ unique, origin }) => unique === 1 && origin !== 'pk').length,
    indexes: indexes.filter(({ unique }) => unique === 0).length,
    foreignKeys: new Set(keys.map(({ id }) => id)).size,
    checks: sql.match(/CHECK \(/g)?.length ?? 0,
  }
}

async function postgresTable(target: Pick<TestDatabase, 'query'>, schema: string, table: string): Promise<Carried> {
  const [found] = await target.query<Carried>(
    `SELECT (SELECT count(*)::int FROM ${quoted(schema)}.${quoted(table)}) AS rows,
            (SELECT count(*)::int FROM pg_attribute a WHERE attrelid = c.oid AND attnum > 0) AS columns,
            ARRAY(SELECT attname::text FROM pg_attribute a WHERE attrelid = c.oid AND attnum > 0 AND attnotnull) AS "notNull",
            ARRAY(SELECT attname::text FROM pg_attribute a
                   WHERE attrelid = c.oid AND attnum > 0 AND (atthasdef OR attidentity <> '') AND attgenerated = '') AS defaults,
            ARRAY(SELECT attname::text FROM pg_attribute a
                   WHERE attrelid = c.oid AND attnum > 0 AND attgenerated <> '') AS generated,
            (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid AND indisprimary) AS "primaryKey",
            (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid AND indisunique AND NOT indisprimary) AS unique,
            (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid AND NOT indisunique) AS indexes,
            (SELECT count(*)::int FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c') AS checks,
            (SELECT count(*)::int FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f') AS "foreignKeys"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, table],
  )
  return found!
}

/**
 * Views are there or noted, and those that are there have as many rows as SQLite gives; but not where empty texts
 * became NULL, which conditions treat differently.
 */
async function viewsNotCarried(
  file: Database.Database,
  { notes }: Report,
  { schema, emptyAsNull }: Chosen,
  target: Pick<TestDatabase, 'query'>,
): Promise<string[]> {
  const left = new Set(notes.filter(({ code }) => code === 'view-left-out').map(({ object }) => object))
  const names = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all() as string[]
  const rowsIn = (name: string) =>
    file
      .prepare(`SELECT count(*) FROM ${quoted(name)}`)
      .pluck()
      .get() as number
  const views = await target.query<{ sql: string }>(
    `SELECT format('SELECT count(*)::int AS rows FROM %I.%I', schemaname, viewname) AS sql
       FROM pg_views WHERE schemaname = $1`,
    [schema],
  )
  const found: number[] = []
  for (const { sql } of views) found.push((await target.query<{ rows: number }>(sql))[0]!.rows)
  const inOrder = (counts: number[]) =>
    emptyAsNull ? `${counts.length} views` : `views of ${counts.toSorted((a, b) => a - b).join(', ')} rows`
  const expected = inOrder(names.filter((name) => !left.has(name)).map(rowsIn))
  return inOrder(found) === expected ? [] : [`${expected}, but ${inOrder(found)}`]
}
