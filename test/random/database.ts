import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expression, predicate } from './column.ts'
import { differentNames, name, quoted } from './name.ts'
import { at, on, type RandomTable, table, tableSql } from './table.ts'

/** The SQL that makes a database, in the order of running it. */
export type Script = string[]

const view = fc.record({
  name,
  of: fc.nat({ max: 4 }),
  column: fc.nat({ max: 11 }),
  expression,
  where: fc.option(predicate),
  form: fc.constantFrom('star', 'columns', 'count', 'join', 'broken'),
})

const pragmas = fc.record({
  page_size: fc.constantFrom(512, 1024, 4096, 8192, 65_536),
  encoding: fc.constantFrom("'UTF-8'", "'UTF-8'", "'UTF-16le'", "'UTF-16be'"),
  auto_vacuum: fc.constantFrom(0, 1, 2),
  ignore_check_constraints: fc.boolean(),
})

/** Text that is none in any encoding, which a migration refuses unless it is told what to do. */
const INVALID_TEXT = "INSERT INTO invalid VALUES (CAST(x'00d8ff' AS TEXT))"

export const randomDatabase: fc.Arbitrary<Script> = fc
  .record({
    pragmas,
    tables: differentNames(table, ({ name }) => name, 1, 5),
    views: fc.array(view, { maxLength: 2 }),
    extras: fc.record({ fts: fc.boolean(), trigger: fc.boolean(), deleted: fc.boolean(), vacuum: fc.boolean() }),
    invalidText: fc.option(fc.constant(true), { freq: 19, nil: false }).map((valid) => !valid),
  })
  .map(({ pragmas, tables, views, extras, invalidText }) => {
    const [first] = tables
    const firstName = quoted(first!.name)
    return [
      ...Object.entries(pragmas).map(([pragma, value]) => `PRAGMA ${pragma} = ${value}`),
      // Not part of the file: the rows that tables are multiplied with.
      'CREATE TEMP TABLE generations AS WITH RECURSIVE n (generation) AS (SELECT 1 UNION ALL SELECT generation + 1 FROM n WHERE generation < 40) SELECT generation FROM n',
      ...tables.flatMap((table) => tableSql(table, tables)),
      ...views.map((view) => viewSql(view, tables)),
      ...(extras.fts
        ? [
            'CREATE VIRTUAL TABLE "full text" USING fts5 (body, "other one")',
            `INSERT INTO "full text" VALUES ('é a', 7)`,
          ]
        : []),
      ...(extras.trigger ? [`CREATE TRIGGER fired AFTER INSERT ON ${firstName} BEGIN SELECT 1; END`] : []),
      ...(extras.deleted ? [`DELETE FROM ${firstName} WHERE rowid % 3 = 0`] : []),
      ...(invalidText ? ['CREATE TABLE invalid (t TEXT)', INVALID_TEXT] : []),
      ...(extras.vacuum ? ['VACUUM'] : []),
    ]
  })

type View = typeof view extends fc.Arbitrary<infer V> ? V : never

function viewSql({ name, of, column, expression, where, form }: View, tables: RandomTable[]): string {
  const table = tables[of % tables.length]!
  const from = quoted(table.name)
  const condition = where === null ? '' : ` WHERE ${on(table, column, where)}`
  const one = quoted(at(table, column))
  const selects = {
    star: `SELECT * FROM ${from}${condition}`,
    columns: `SELECT ${one}, ${on(table, column + 1, expression)} AS "computed one" FROM ${from}${condition}`,
    count: `SELECT ${one}, count(*) FROM ${from}${condition} GROUP BY ${one}`,
    join: `SELECT x.${one} FROM ${from} x LEFT JOIN ${from} y ON x.${one} = y.${one}`,
    broken: `SELECT gone FROM "no such table"`,
  }
  return `CREATE VIEW ${quoted(name)} AS ${selects[form]}`
}

/** Runs the script, leaving out what SQLite refuses. */
export function makeRandomDatabase(path: string, script: Script): void {
  const database = new Database(path)
  database.pragma('synchronous = OFF')
  try {
    database.pragma('journal_mode = MEMORY')
    database.pragma('foreign_keys = OFF')
    for (const sql of script) {
      try {
        database.exec(sql)
      } catch (error) {
        if (!(error instanceof Database.SqliteError)) throw error
      }
    }
    // Writes the header: where every table is refused, that is a database without tables, not an empty file.
    database.pragma('user_version = 1')
  } finally {
    database.close()
  }
}
