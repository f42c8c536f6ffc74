import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { translateView, type Relation } from '../../engine/translate/view.ts'
import { createDatabase, type TestDatabase } from '../database.ts'

const integer = {
  affinity: 'integer',
  storage: 'integer',
  type: 'bigint',
  collation: 'BINARY',
  notNull: false,
} as const
const text = { affinity: 'text', storage: 'text', type: 'text', collation: 'BINARY', notNull: false } as const

const TABLE: Relation = {
  sql: 'odd',
  columns: [
    { ...integer, name: 'id', sql: 'id', notNull: true },
    { ...integer, name: 'k', sql: 'k' },
    { ...integer, name: 'n', sql: 'n' },
    { ...text, name: 's', sql: 's' },
    { ...text, name: 'c', sql: 'c', collation: 'NOCASE' },
  ],
  keys: [{ columns: ['id'], notNull: true }],
}

/** NULLs and ties in every column but the key. */
const ROWS = [
  [1, 1, 5, 'a', 'x'],
  [2, 1, 5, 'B', 'X'],
  [3, 2, null, 'b', 'y'],
  [4, null, -3, null, null],
  [5, 2, 0, 'a', 'Y'],
  [6, null, 7, 'É', 'x'],
  [7, 1, 5, '', 'z'],
  [8, 2, -3, null, ''],
]

let postgres: TestDatabase
const sqlite = new Database(':memory:')

beforeAll(async () => {
  postgres = await createDatabase()
  await postgres.query('CREATE SCHEMA odds; SET search_path = odds')
  await postgres.query('CREATE TABLE odd (id bigint, k bigint, n bigint, s text, c text)')
  sqlite.exec('CREATE TABLE odd (id INTEGER PRIMARY KEY, k INTEGER, n INTEGER, s TEXT, c TEXT COLLATE NOCASE)')
  for (const row of ROWS) {
    await postgres.query('INSERT INTO odd VALUES ($1, $2, $3, $4, $5)', row)
    sqlite.prepare('INSERT INTO odd VALUES (?, ?, ?, ?, ?)').run(row)
  }
})
afterAll(async () => {
  sqlite.close()
  await postgres[Symbol.asyncDispose]()
})

const some = (...shapes: string[]) => fc.constantFrom(...shapes)

const CALL = some(
  'row_number()', 'rank()', 'dense_rank()', 'percent_rank()', 'cume_dist()', 'ntile(3)', 'lag(n)', 'lag(s, 2)', "lag(s, 1, '-')", 'lead(n, 1, 0)', 'lead(n, -1)', 'first_value(s)', 'last_value(n)', 'nth_value(s, 2)',
  'count(*)', 'count(n)', 'sum(n)', 'avg(n)', 'total(n)', 'min(n)', 'max(s)', 'min(k)', "group_concat(s, '')", 'count(*) FILTER (WHERE n > 0)', 'sum(n) FILTER (WHERE s IS NOT NULL)',
) // prettier-ignore

const PARTITION = some('', '', 'PARTITION BY k', 'PARTITION BY c', 'PARTITION BY n > 0', 'PARTITION BY k, s')
const DIRECTION = some('', ' DESC', ' NULLS LAST', ' DESC NULLS FIRST')
const KEY = some('n', 'k', 's', 'c', 's COLLATE NOCASE', 'n + 1')
const ORDER = fc.tuple(some('id', 'one', 'several'), KEY, DIRECTION).map(([many, key, direction]) => {
  if (many === 'id') return `ORDER BY id${direction}`
  return many === 'one' ? `ORDER BY ${key}${direction}` : `ORDER BY ${key}${direction}, id`
})
const BOUND = some(
  'UNBOUNDED PRECEDING', '2 PRECEDING', '1 PRECEDING', '0 PRECEDING', 'CURRENT ROW', '0 FOLLOWING', '1 FOLLOWING', '3 FOLLOWING', 'UNBOUNDED FOLLOWING',
) // prettier-ignore
const EXCLUDE = some('', '', ' EXCLUDE CURRENT ROW', ' EXCLUDE GROUP', ' EXCLUDE TIES', ' EXCLUDE NO OTHERS')
const FRAME = fc
  .tuple(some('', 'ROWS', 'RANGE', 'GROUPS'), BOUND, BOUND, EXCLUDE)
  .map(([mode, start, end, exclude]) => (mode === '' ? '' : `${mode} BETWEEN ${start} AND ${end}${exclude}`))

/** A frame that SQLite itself refuses is drawn again. */
const SELECT = fc
  .tuple(CALL, PARTITION, ORDER, FRAME)
  .map(([call, ...window]) => `SELECT id, ${call} OVER (${window.filter(Boolean).join(' ')}) AS v FROM odd`)
  .filter((sql) => {
    try {
      return sqlite.prepare(sql).reader
    } catch {
      return false
    }
  })

test('no window differs silently', { timeout: 120_000 }, async () => {
  const counts = { same: 0, undetermined: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(SELECT, async (sql) => {
      const translated = translateView(
        `CREATE VIEW v AS ${sql}`,
        () => TABLE,
        (name) => name,
      )
      if ('reason' in translated) return void counts.rejected++
      if (translated.undetermined.length > 0) return void counts.undetermined++
      counts.same++
      const expected = sqlite.prepare<[], Row>(sql).all()
      expect({ sql, rows: comparable(await postgres.query<Row>(translated.sql)) }).toEqual({
        sql,
        rows: comparable(expected),
      })
    }),
    { seed: Number(process.env['SEED'] ?? 2024), numRuns: Number(process.env['RUNS'] ?? 500) },
  )
  process.stdout.write(`${JSON.stringify(counts)}\n`)
  expect(counts.same).toBeGreaterThan(counts.undetermined + counts.rejected)
})

interface Row {
  id: number | string
  v: unknown
}

/** bigint and numeric arrive as text. */
function comparable(rows: Row[]): string[] {
  const value = (given: unknown) =>
    given === null || given === '' || Number.isNaN(Number(given)) ? given : Number(given)
  return rows.map(({ id, v }) => `${id}: ${JSON.stringify(value(v))}`).toSorted()
}
