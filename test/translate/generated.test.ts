import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { translateGenerated } from '../../engine/translate/generated.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { oddScope } from './odd-table.ts'
import { parseExpression } from './sqlite.ts'

/** Declared type, PostgreSQL type, expression; null where the type could not hold every value unchanged. */
const GENERATED: [declared: string, type: string, sql: string, translated: boolean][] = [
  ['TEXT', 'text', "name || ' ' || status", true],
  ['TEXT', 'text', 'position', true],
  ['TEXT', 'text', 'price', false],
  ['TEXT', 'varchar(20)', 'upper(name)', true],
  ['INTEGER', 'bigint', 'length(name)', true],
  ['INTEGER', 'integer', 'position % 7', true],
  ['INTEGER', 'bigint', 'level > 2', true],
  ['INTEGER', 'bigint', 'price * 2', false],
  ['INTEGER', 'bigint', 'CAST(amount AS INTEGER)', true],
  ['BOOLEAN', 'boolean', 'level > 2 AND name IS NOT NULL', true],
  ['BOOLEAN', 'boolean', 'level', false],
  ['REAL', 'double precision', 'amount * level', true],
  ['REAL', 'double precision', 'position', true],
  ['REAL', 'double precision', 'amount * 1.1', true],
  ['NUMERIC', 'numeric', 'amount * 1.1', true],
  ['NUMERIC', 'numeric', 'position', true],
  ['NUMERIC', 'numeric', 'amount * level', false],
  ['DECIMAL(10,2)', 'numeric(10,2)', 'amount * 1.1', false],
  ['BLOB', 'bytea', 'data', true],
  ['TEXT', 'text', "strftime('%Y', birthday)", true],
  ['TEXT', 'text', "json_extract(settings, '$.name')", false],
  ['TEXT', 'text', "datetime('now')", false],
]

const NAMES = ['name', 'status', 'position', 'price', 'level', 'amount', 'data', 'birthday'] as const
const ROWS: unknown[][] = [
  ['Ada', 'open', 7, 2.5, 3, 9.99, Buffer.from('00ff', 'hex'), '2020-01-01'],
  [null, null, null, null, 0, null, null, null],
  ['É', '', -7, 0.1, 2, 100, Buffer.alloc(0), '1999-12-31'],
  ['', 'x', 0, 1e300, 7, -2.5, Buffer.from('a'), '0001-01-01'],
]

let postgres: TestDatabase
beforeAll(async () => {
  postgres = await createDatabase()
  await postgres.query('CREATE SCHEMA odd; SET search_path = odd')
})
afterAll(() => postgres[Symbol.asyncDispose]())

test.each(GENERATED)('%s as %s: %s', async (declared, type, sql, translatable) => {
  const translated = translateGenerated(parseExpression(sql), oddScope, type)
  expect('sql' in translated).toBe(translatable)
  if ('reason' in translated) return
  const columns = NAMES.map((name) => ({ name, ...oddScope.column(name)! }))
  const definitions = columns.map((column) => `${column.sql} ${column.type}`).join(', ')
  await postgres.query(`DROP TABLE IF EXISTS one`)
  await postgres.query(`CREATE TABLE one (${definitions}, g ${type} GENERATED ALWAYS AS (${translated.sql}) STORED)`)
  const sqlite = new Database(':memory:')
  sqlite.exec(
    `CREATE TABLE one (${NAMES.map((name, i) => `${name} ${DECLARED[i]}`).join(', ')}, g ${declared} GENERATED ALWAYS AS (${sql}) STORED)`,
  )
  for (const row of ROWS) {
    const names = NAMES.join(', ')
    const expected = sqlite
      .prepare(`INSERT INTO one (${names}) VALUES (${NAMES.map(() => '?').join(', ')}) RETURNING g`)
      .pluck()
      .get(row)
    const [actual] = await postgres.query<{ g: unknown }>(
      `INSERT INTO one (${names}) VALUES (${columns.map((column, i) => `$${i + 1}::${column.type}`).join(', ')}) RETURNING g`,
      row,
    )
    expect(comparable(actual!.g)).toEqual(comparable(expected))
  }
  sqlite.close()
})

const DECLARED = ['TEXT', 'VARCHAR(20)', 'INTEGER', 'REAL', 'SMALLINT', 'DECIMAL(10,2)', 'BLOB', 'DATE']

/** bigint and numeric arrive as text, booleans as 0 and 1 in SQLite. */
function comparable(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value)
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value
}
