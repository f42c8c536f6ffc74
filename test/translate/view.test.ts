import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { translateView, type Relation, type RelationColumn } from '../../engine/translate/view.ts'
import { quoteIdentifier } from '../../engine/target/quote.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { VIEWS } from './views.ts'

const common = { collation: 'BINARY', notNull: false }
const text = { ...common, type: 'text', affinity: 'text', storage: 'text' } as const
const integer = { ...common, type: 'bigint', affinity: 'integer', storage: 'integer' } as const

const TABLES: Record<string, Record<string, Omit<RelationColumn, 'name' | 'sql'> & { declared: string }>> = {
  customer: {
    id: { ...integer, declared: 'INTEGER PRIMARY KEY', notNull: true },
    name: { ...text, declared: 'TEXT' },
    city: { ...text, declared: 'TEXT' },
    login: { ...text, declared: 'TEXT COLLATE NOCASE', collation: 'NOCASE' },
    active: { ...common, declared: 'BOOLEAN', type: 'boolean', affinity: 'numeric', storage: 'integer' },
  },
  orders: {
    id: { ...integer, declared: 'INTEGER PRIMARY KEY', notNull: true },
    customer_id: { ...integer, declared: 'INTEGER' },
    total: { ...integer, declared: 'INTEGER' },
    price: { ...common, declared: 'REAL', type: 'double precision', affinity: 'real', storage: 'real' },
    amount: { ...common, declared: 'DECIMAL(10,2)', type: 'numeric(10,2)', affinity: 'numeric', storage: 'number' },
    note: { ...text, declared: 'TEXT' },
    placed: { ...common, declared: 'DATE', type: 'date', affinity: 'numeric', storage: 'text', written: '0000-00-00' },
    paid: {
      ...common,
      declared: 'DATETIME',
      type: 'timestamp',
      affinity: 'numeric',
      storage: 'text',
      written: '0000-00-00 00:00:00',
    },
    sent: { ...common, declared: 'DATETIME', type: 'timestamp', affinity: 'numeric', storage: 'text' },
  },
  coded: {
    id: { ...integer, declared: 'INTEGER PRIMARY KEY', notNull: true },
    code: { ...common, declared: 'INTEGER', type: 'text', affinity: 'integer', storage: null, castToText: true },
  },
}

const ROWS: Record<string, unknown[][]> = {
  customer: [
    [1, 'Ada', 'Berlin', 'ada', 1], [2, 'ada', 'berlin', 'ADA', 0], [3, null, 'Bonn', null, null], [4, 'Zoë', '', 'zoe', 1], [5, 'É', 'Berlin', 'Bob', 0], [6, 'b_b', null, 'bob', 1],
  ],
  orders: [
    [1, 1, 5, 0.1, 9.99, 'a', '2020-01-01', '2020-01-01 10:00:00', '2020-01-02'], [2, 1, -3, 0.2, 1, 'B', '2020-01-31', '2020-01-01 10:00:00', '2020-01-02 00:00:00'], [3, 2, 2, 0.3, 100, 'b', '2020-02-01', '2020-02-02 00:00:00', null],
    [4, null, 7, null, null, null, null, null, null], [5, 2, null, 1e300, 0.01, '', '1999-12-31', '1999-12-31 23:59:59', null], [6, 9, 1, -2.5, -7, 'a', '2020-01-01', '9999-01-01 00:00:00', null],
    [7, 1, 5, 2.5, 4.5, 'É', '2024-02-29', null, null],
  ],
  coded: [[1, 12], [2, 'a1É'], [3, -1.5], [4, null], [5, ''], [6, 123456789012]],
} // prettier-ignore

let postgres: TestDatabase
const sqlite = new Database(':memory:')
const relations = new Map<string, Relation>()
const reasons: string[] = []

beforeAll(async () => {
  postgres = await createDatabase()
  await postgres.query('CREATE SCHEMA odd; SET search_path = odd')
  for (const [table, columns] of Object.entries(TABLES)) {
    const list = Object.entries(columns)
    sqlite.exec(`CREATE TABLE ${table} (${list.map(([name, { declared }]) => `${name} ${declared}`).join(', ')})`)
    await postgres.query(`CREATE TABLE ${table} (${list.map(([name, { type }]) => `${name} ${type}`).join(', ')})`)
    const places = list.map(([, { type }], i) => `$${i + 1}::${type}`).join(', ')
    for (const row of ROWS[table]!) {
      sqlite.prepare(`INSERT INTO ${table} VALUES (${list.map(() => '?').join(', ')})`).run(row)
      await postgres.query(`INSERT INTO ${table} VALUES (${places})`, row)
    }
    relations.set(table, {
      sql: `odd.${table}`,
      columns: list.map(([name, column]) => ({ ...column, name, sql: quoteIdentifier(name) })),
    })
  }
})

afterAll(async () => {
  const all = Object.keys(VIEWS).length
  const share = Math.round((100 * (all - reasons.length)) / all)
  process.stdout.write(`${all} views: ${share} % translated, rejected are\n  ${reasons.join('\n  ')}\n`)
  sqlite.close()
  await postgres[Symbol.asyncDispose]()
})

/** In the order of the table, because later views use earlier ones. */
test.each(Object.entries(VIEWS))('%s: %s', async (name, select) => {
  const create = `CREATE VIEW "${name}" AS ${select}`
  const translated = translateView(
    create,
    (wanted) => relations.get(wanted.toLowerCase()) ?? null,
    (column) => column,
  )
  expect({ ...translated, rejected: 'reason' in translated }).toMatchObject({ rejected: REJECTED.has(name) })
  if ('reason' in translated) {
    reasons.push(`${name}: ${translated.reason}`)
    return
  }
  await postgres.query(`CREATE VIEW "${name}" AS ${translated.sql}`)
  relations.set(name, { sql: `odd."${name}"`, columns: translated.columns })
  sqlite.exec(create)
  const ordered = / ORDER BY [^)]*$/.test(select)
  const actual = await postgres.query(`SELECT * FROM "${name}"`)
  const expected = sqlite.prepare(`SELECT * FROM "${name}"`).all() as object[]
  expect(comparable(actual, ordered)).toEqual(comparable(expected, ordered))
  expect(Object.keys(actual[0] ?? {})).toEqual(Object.keys(expected[0] ?? {}))
})

const REJECTED = new Set([
  'window_tiles_none', 'window_neighbours_computed', 'window_neighbour_kinds', 'window_dates_open', 'window_range_of_reals', 'window_groups_unordered', 'window_of_bare', 'recursive_several', 'recursive_missed', 'recursive_ordered', 'recursive_kinds',
  'recursive_limited_tree', 'values_kinds', 'union_open_affinity', 'parenthesised_using_twice', 'using_leftmost_right',
  'parenthesised_named', 'parenthesised_ambiguous', 'parenthesised_outward', 'mixed_compared', 'bare', 'bare_aggregate', 'distinct_login', 'unlimited_order', 'union_kinds', 'amount_product', 'amount_product_sum', 'joined_distinct_ordered', 'joined_reals', 'joined_columns', 'scalar', 'missing', 'missing_column',
  'ambiguous', 'in_kinds', 'scalar_compared', 'sent_grouped', 'sent_largest', 'scalar_rows', 'scalar_bare', 'shadowed', 'file_read',
]) // prettier-ignore

/** Values as text: bigint and numeric arrive as text, booleans as true and false, dates as Date. */
function comparable(rows: object[], ordered: boolean): string[] {
  const texts = rows.map((row) => Object.values(row).map(valueText).join(' | '))
  return ordered ? texts : texts.toSorted()
}

function valueText(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return String(Number(value))
  if (value instanceof Date) return `text ${timeText(value)}`
  if (typeof value === 'string' && /^\d{4}-/.test(value)) return `text ${value.replace(' 00:00:00', '')}`
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return typeof value === 'number' || (value !== '' && !Number.isNaN(Number(value)))
    ? String(Number(value))
    : `text ${value as string}`
}

/** In the process's zone, which is that of the driver; midnight is written as the day alone, on both sides. */
function timeText(date: Date): string {
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(pad).join(':')
  return time === '00:00:00' ? day : `${day} ${time}`
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
