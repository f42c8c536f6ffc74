import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { translate } from '../../../engine/plan/expression/translate.ts'
import { createDatabase, type TestDatabase } from '../../database.ts'
import { EXPRESSIONS } from './expressions.ts'
import { ODD_COLUMNS, oddRows, oddScope, type SqliteValue } from './odd-table.ts'
import { parseExpression } from './sqlite.ts'

const ROWS = oddRows(500)
const ALL = Object.entries(EXPRESSIONS).flatMap(([origin, list]) => list.map((sql) => ({ origin, sql })))

let postgres: TestDatabase
const sqlite = new Database(':memory:').defaultSafeIntegers()

beforeAll(async () => {
  postgres = await createDatabase()
  const names = Object.keys(ODD_COLUMNS)
  const columns = Object.values(ODD_COLUMNS)
  sqlite.exec(
    `CREATE TABLE odd (id INTEGER PRIMARY KEY, ${names.map((name, i) => `${name} ${columns[i]!.declared}`).join(', ')})`,
  )
  const insert = sqlite.prepare(`INSERT INTO odd VALUES (NULL${', ?'.repeat(names.length)})`)
  for (const row of ROWS) insert.run(row)

  await postgres.query('CREATE SCHEMA odd')
  await postgres.query(`SET search_path = odd`)
  const definitions = names.map((name, i) => `"${name}" ${columns[i]!.type}${columns[i]!.notNull ? ' NOT NULL' : ''}`)
  await postgres.query(`CREATE TABLE odd (id bigserial, ${definitions.join(', ')})`)
  await postgres.query('CREATE TABLE empty (LIKE odd)')
  await postgres.query('BEGIN')
  for (const row of ROWS) {
    const values = row.map((_, i) => `$${i + 1}::${columns[i]!.type}`)
    await postgres.query(`INSERT INTO odd (${names.join(', ')}) VALUES (${values.join(', ')})`, row.map(parameter))
  }
  await postgres.query('COMMIT')
})

afterAll(async () => {
  await postgres[Symbol.asyncDispose]()
  sqlite.close()
})

function parameter(value: SqliteValue): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

describe.each(ALL)('$origin: $sql', ({ sql }) => {
  test('has the same value in every row', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'unique')
    if ('reason' in translated) return
    const expected = sqlite.prepare(`SELECT (${sql}) FROM odd ORDER BY id`).pluck().all() as SqliteValue[]
    expectSame(
      await valuesOf(translated.sql),
      expected.map((value) => sqliteText(value, translated.type)),
      translated.sql,
    )
  })

  test('is IMMUTABLE in an index', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'index')
    if ('reason' in translated) return
    await expect(postgres.query(`CREATE INDEX ON empty ((${translated.sql}))`)).resolves.toEqual([])
  })

  test('is true in the same rows', async () => {
    const translated = translate(parseExpression(sql), oddScope, 'predicate')
    if ('reason' in translated) return
    expect(translated.type).toBe('boolean')
    await postgres.query(`CREATE INDEX ON empty (id) WHERE ${translated.sql}`)
    await postgres.query(`ALTER TABLE empty ADD CHECK (${translated.sql})`)
    const truth = `CASE WHEN (${sql}) THEN 't' WHEN NOT (${sql}) THEN 'f' END`
    const expected = sqlite.prepare(`SELECT ${truth} FROM odd ORDER BY id`).pluck().all() as (string | null)[]
    expectSame(await valuesOf(translated.sql), expected, translated.sql)
  })
})

test('prints how much has a translation', () => {
  const uses = ['check', 'unique', 'index'] as const
  const rejected = ALL.flatMap(({ sql }) => {
    const reasons = uses.flatMap((use) => {
      const translated = translate(parseExpression(sql), oddScope, use)
      return 'reason' in translated ? [translated.reason] : []
    })
    return reasons.length === uses.length ? [`${sql} (${reasons.at(-1)})`] : []
  })
  const share = Math.round((100 * (ALL.length - rejected.length)) / ALL.length)
  process.stdout.write(`${ALL.length} expressions: ${share} % translated, rejected are\n  ${rejected.join('\n  ')}\n`)
  expect(share).toBeGreaterThan(75)
})

/** PostgreSQL refused to compute it: an overflow, where SQLite goes over to another class of number. Allowed, for it is not silent. */
const REFUSED = Symbol('refused')
const OUT_OF_RANGE = '22003'

async function valuesOf(sql: string): Promise<(string | null | typeof REFUSED)[]> {
  try {
    const rows = await postgres.query<{ value: string | null }>(
      `SELECT ${comparable(sql)} AS value FROM odd ORDER BY id`,
    )
    return rows.map(({ value }) => value)
  } catch (error) {
    if ((error as { code?: string }).code !== OUT_OF_RANGE) throw error
    const values = []
    for (const i of ROWS.keys()) values.push(await valueOf(sql, i + 1))
    return values
  }
}

async function valueOf(sql: string, id: number): Promise<string | null | typeof REFUSED> {
  try {
    const rows = await postgres.query<{ value: string | null }>(
      `SELECT ${comparable(sql)} AS value FROM odd WHERE id = $1`,
      [id],
    )
    return rows[0]!.value
  } catch (error) {
    if ((error as { code?: string }).code !== OUT_OF_RANGE) throw error
    return REFUSED
  }
}

function comparable(sql: string): string {
  return `CASE WHEN pg_typeof(${sql}) = 'boolean'::regtype THEN left((${sql})::text, 1) ELSE (${sql})::text END`
}

/** SQLite's value as PostgreSQL prints it in a column of that type; a value of another class shows itself. */
function sqliteText(value: SqliteValue, type: string): string | null {
  if (value === null) return null
  if (type === 'boolean' && (value === 0n || value === 1n)) return value === 1n ? 't' : 'f'
  if (typeof value === 'bigint') return type === 'text' ? `integer ${value}` : String(value)
  if (typeof value === 'number')
    return type === 'double precision' || type === 'numeric' ? realText(value) : `real ${value}`
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  return value
}

function realText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function expectSame(actual: (string | null | typeof REFUSED)[], expected: (string | null)[], sql: string): void {
  const differing = actual.flatMap((value, i) => {
    if (value === REFUSED || same(value, expected[i]!)) return []
    return [{ row: i + 1, sqlite: expected[i], postgres: value }]
  })
  expect({ sql, differing: differing.slice(0, 3) }).toEqual({ sql, differing: [] })
  expect(actual.filter((value) => value === REFUSED).length).toBeLessThan(actual.length)
}

function same(a: string | null, b: string | null): boolean {
  if (a === b) return true
  return (
    a !== null &&
    b !== null &&
    /^-?[\d.]+(e[+-]\d+)?$/.test(a) &&
    /^-?[\d.]+(e[+-]\d+)?$/.test(b) &&
    Number(a) === Number(b) &&
    (/[e.]/.test(a + b) || Number(a) === 0)
  )
}
