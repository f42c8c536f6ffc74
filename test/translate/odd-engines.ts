import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { ODD_COLUMNS, oddRows, type SqliteValue } from './odd-table.ts'

const ROWS = oddRows(500)

/** The odd table with the same rows in SQLite and in PostgreSQL, there with an empty copy named `empty`. */
export class OddEngines implements AsyncDisposable {
  readonly postgres: TestDatabase
  readonly #sqlite = new Database(':memory:').defaultSafeIntegers()

  private constructor(postgres: TestDatabase) {
    this.postgres = postgres
  }

  static async open(): Promise<OddEngines> {
    const engines = new OddEngines(await createDatabase())
    engines.#fillSqlite()
    await engines.#fillPostgres()
    return engines
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sqlite.close()
    await this.postgres[Symbol.asyncDispose]()
  }

  #fillSqlite(): void {
    const columns = Object.entries(ODD_COLUMNS).map(([name, { declared }]) => `${name} ${declared}`)
    this.#sqlite.exec(`CREATE TABLE odd (id INTEGER PRIMARY KEY, ${columns.join(', ')})`)
    const insert = this.#sqlite.prepare(`INSERT INTO odd VALUES (NULL${', ?'.repeat(columns.length)})`)
    for (const row of ROWS) insert.run(row)
  }

  async #fillPostgres(): Promise<void> {
    const { query } = this.postgres
    const columns = Object.entries(ODD_COLUMNS).map(([name, { type, notNull }]) => ({ name, type, notNull }))
    const definitions = columns.map(({ name, type, notNull }) => `"${name}" ${type}${notNull ? ' NOT NULL' : ''}`)
    await query('CREATE SCHEMA odd; SET search_path = odd')
    await query(`CREATE TABLE odd (id bigserial, ${definitions.join(', ')}); CREATE TABLE empty (LIKE odd)`)
    const names = columns.map(({ name }) => name).join(', ')
    const values = columns.map(({ type }, i) => `$${i + 1}::${type}`).join(', ')
    await query('BEGIN')
    for (const row of ROWS) await query(`INSERT INTO odd (${names}) VALUES (${values})`, row.map(parameter))
    await query('COMMIT')
  }

  /** Fails unless both give the same value, of the same class, in every row. */
  async expectSameValues(source: string, { sql, type }: { sql: string; type: string }): Promise<void> {
    const values = this.#sqliteValues(`SELECT (${source}) FROM odd ORDER BY id`)
    const expected = values?.map((value) => sqliteText(value, type))
    if (expected) expectSame(await this.#valuesOf(sql), expected, sql)
  }

  /** Fails unless the SQL is true, false and NULL in the rows where SQLite takes the condition so. */
  async expectSameTruth(source: string, sql: string): Promise<void> {
    const truth = `CASE WHEN (${source}) THEN 't' WHEN NOT (${source}) THEN 'f' END`
    const expected = this.#sqliteValues(`SELECT ${truth} FROM odd ORDER BY id`) as (string | null)[] | null
    if (expected) expectSame(await this.#valuesOf(sql), expected, sql)
  }

  /** Null when SQLite itself refuses one of the rows: abs() of -2^63. */
  #sqliteValues(query: string): SqliteValue[] | null {
    try {
      return this.#sqlite.prepare(query).pluck().all() as SqliteValue[]
    } catch (error) {
      if (error instanceof Error && error.message === 'integer overflow') return null
      throw error
    }
  }

  async #valuesOf(sql: string): Promise<Actual[]> {
    try {
      const rows = await this.postgres.query<{ value: string | null }>(
        `SELECT ${comparable(sql)} AS value FROM odd ORDER BY id`,
      )
      return rows.map(({ value }) => value)
    } catch (error) {
      if (!isOutOfRange(error)) throw new Error(sql, { cause: error })
      const values: Actual[] = []
      for (const i of ROWS.keys()) values.push(await this.#valueOf(sql, i + 1))
      return values
    }
  }

  async #valueOf(sql: string, id: number): Promise<Actual> {
    try {
      const query = `SELECT ${comparable(sql)} AS value FROM odd WHERE id = $1`
      const [row] = await this.postgres.query<{ value: string | null }>(query, [id])
      return row!.value
    } catch (error) {
      if (!isOutOfRange(error)) throw error
      return REFUSED
    }
  }
}

/** PostgreSQL refused to compute it: an overflow, where SQLite goes over to another class of number. Allowed, for it is not silent. */
const REFUSED = Symbol('refused')
type Actual = string | null | typeof REFUSED

function isOutOfRange(error: unknown): boolean {
  return (error as { code?: string }).code === '22003'
}

function parameter(value: SqliteValue): unknown {
  return typeof value === 'bigint' ? String(value) : value
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
