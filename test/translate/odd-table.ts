import type { ScopeColumn } from '../../engine/translate/scope.ts'
import type { Scope } from '../../engine/translate/translate.ts'

export type SqliteValue = null | bigint | number | string | Buffer

interface OddColumn extends Omit<ScopeColumn, 'sql'> {
  declared: string
  /** Every value as SQLite holds it; PostgreSQL takes it through its own input. */
  values: SqliteValue[]
}

const TEXTS = [
  null, '', ' ', 'abc', 'ABC', 'Abc ', ' abc', 'É', 'é', 'ß', '日本', '%', '_', 'a%b', 'a_b', 'a\\b', 'a.b', 'a[b]c', "it's", 'ab"c',
  '12', '-12', '12.5', '1e3', 'abc12', '0', 'null', 'user@example.com', 'USER@EXAMPLE.COM', 'http://example.com/x/y', '😀x', 'a\nb', 'a\tb',
  'draft', 'open', 'z', 'Z', '{"a":1}', '2020-01-01', 'true', 't',
] // prettier-ignore
const INTEGERS = [null, 0n, 1n, -1n, 2n, 3n, 4n, 5n, 7n, -7n, 10n, 100n, 255n, 2020n, 65535n, 2147483647n, -2147483648n]
const BIG = [
  9007199254740992n,
  9007199254740993n,
  -9007199254740993n,
  9223372036854775807n,
  -9223372036854775807n,
  1700000000n,
]
const REALS = [null, 0, 0.1, 0.3, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 3.5, 12.5, 100, 0.49999999999999994, 2 ** 52 + 0.5, 1e15, 1e300, -1e300, 9007199254740992,
  2 ** 63, Infinity, -Infinity, 1e-300] // prettier-ignore
const DECIMALS = [null, 0n, 1n, -1n, 7n, 0.01, 0.1, 0.3, 4.5, 9.99, 12.5, -2.5, 19.99, 100n, 99999999.99, -99999999n]
const RATIOS = [null, 0n, 1n, -1n, 7n, 0.5, 2.5, 12.5, 100n, 1e300, 9007199254740992n, 1e15]
const FLAGS = [null, 0n, 1n]
const BLOBS = [
  null,
  Buffer.alloc(0),
  Buffer.from('00', 'hex'),
  Buffer.from('abc'),
  Buffer.from('00ff10', 'hex'),
  Buffer.alloc(16, 7),
]
const DAYS = [null, '1969-12-31', '1999-12-31', '2000-02-29', '2020-01-01', '2024-06-15', '9999-12-31', '0001-01-01']
const TIMES = [
  null,
  '2020-01-01',
  '2020-01-01 00:00:00',
  '2020-01-01T00:00:00',
  '2019-12-31 23:59:59',
  '2020-01-01 12:34:56.789',
  '1969-07-20 20:17:40',
  '2024-02-29T23:59:59',
]
const STAMPS = [
  null,
  '2020-01-01 00:00:00',
  '2020-01-01 00:00:01',
  '2019-12-31 23:59:59',
  '2020-01-01 12:34:56',
  '1969-07-20 20:17:40',
  '2024-02-29 23:59:59',
]
const UUIDS = [
  null,
  '00000000-0000-0000-0000-000000000000',
  'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
]
const JSONS = [
  null,
  '{}',
  '[]',
  '{"name":"x","n":1}',
  '{"name":null,"n":1.5,"flag":true}',
  '{"a":{"b":"c"},"tags":["x","y"]}',
  '"text"',
  '5',
  'null',
  '{"name":"X","n":"1"}',
]
const WORDS = [null, '', 'N/A', '2020-01-01 00:00:00', '2024-06-15 10:20:30', 'abc']

const text = { affinity: 'text', storage: 'text', collation: 'BINARY', notNull: false } as const
const integer = { affinity: 'integer', storage: 'integer', collation: 'BINARY', notNull: false } as const
const numeric = { affinity: 'numeric', collation: 'BINARY', notNull: false } as const

/** One column for each way in which a SQLite column arrives in PostgreSQL, with the values that tell engines apart. */
export const ODD_COLUMNS: Record<string, OddColumn> = {
  name: { ...text, declared: 'TEXT', type: 'text', values: TEXTS },
  email: { ...text, declared: 'TEXT NOT NULL', type: 'text', notNull: true, values: TEXTS.slice(1) },
  status: {
    ...text,
    declared: 'VARCHAR(20)',
    type: 'varchar(20)',
    values: TEXTS.filter((value) => value === null || value.length <= 20),
  },
  login: { ...text, declared: 'TEXT COLLATE NOCASE', type: 'text', collation: 'NOCASE', values: TEXTS },
  code: { ...text, declared: 'TEXT COLLATE RTRIM', type: 'text', collation: 'RTRIM', values: TEXTS },
  quantity: { ...integer, declared: 'INTEGER', type: 'bigint', values: [...INTEGERS, ...BIG] },
  parent_id: { ...integer, declared: 'BIGINT', type: 'bigint', values: INTEGERS },
  position: { ...integer, declared: 'INTEGER', type: 'integer', values: INTEGERS },
  level: {
    ...integer,
    declared: 'SMALLINT NOT NULL',
    type: 'smallint',
    notNull: true,
    values: [0n, 1n, 2n, 3n, 5n, -1n, 7n, -7n, 100n, 32767n],
  },
  price: { ...numeric, declared: 'REAL', affinity: 'real', storage: 'real', type: 'double precision', values: REALS },
  weight: {
    ...numeric,
    declared: 'DOUBLE',
    affinity: 'real',
    storage: 'real',
    type: 'double precision',
    values: REALS,
  },
  amount: { ...numeric, declared: 'DECIMAL(10,2)', storage: 'number', type: 'numeric(10,2)', values: DECIMALS },
  ratio: { ...integer, declared: 'INTEGER', storage: 'number', type: 'double precision', values: RATIOS },
  active: { ...numeric, declared: 'BOOLEAN', storage: 'integer', type: 'boolean', values: FLAGS },
  deleted: {
    ...numeric,
    declared: 'BOOLEAN NOT NULL',
    storage: 'integer',
    type: 'boolean',
    notNull: true,
    values: FLAGS.slice(1),
  },
  data: { ...numeric, declared: 'BLOB', affinity: 'blob', storage: 'blob', type: 'bytea', values: BLOBS },
  birthday: { ...numeric, declared: 'DATE', storage: 'text', type: 'date', values: DAYS },
  created: { ...numeric, declared: 'DATETIME', storage: 'text', type: 'timestamp', values: TIMES },
  stamp: {
    ...numeric,
    declared: 'DATETIME',
    storage: 'text',
    type: 'timestamp',
    written: '0000-00-00 00:00:00',
    values: STAMPS,
  },
  noticed: {
    ...text,
    declared: 'TEXT',
    type: 'timestamptz',
    written: '0000-00-00T00:00:00.000Z',
    values: STAMPS.map((stamp) => stamp && `${stamp.replace(' ', 'T')}.${stamp.slice(-2)}0Z`),
  },
  day: { ...numeric, declared: 'DATE', storage: 'text', type: 'date', written: '0000-00-00', values: DAYS },
  modified: { ...numeric, declared: 'DATETIME', storage: 'text', type: 'text', values: WORDS },
  guid: { ...text, declared: 'UUID', affinity: 'numeric', type: 'uuid', values: UUIDS },
  settings: {
    ...text,
    declared: 'JSON',
    affinity: 'numeric',
    type: 'jsonb',
    values: JSONS.filter((value) => value !== '5'),
  },
  mixture: { ...numeric, declared: 'NUMERIC', storage: null, type: 'text', values: [null, 'abc', '12', ''] },
}

/** Finds the columns above, their names quoted. */
export const oddScope: Scope = {
  column(name) {
    const key = name.toLowerCase()
    const column = Object.hasOwn(ODD_COLUMNS, key) ? ODD_COLUMNS[key]! : null
    return column && { ...column, sql: `"${key}"` }
  },
}

/** Rows whose columns run through their values independently: each pair of columns meets in many combinations. */
export function oddRows(count: number): SqliteValue[][] {
  let state = 20240615
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32
  const columns = Object.values(ODD_COLUMNS)
  return Array.from({ length: count }, () => columns.map(({ values }) => values[Math.floor(next() * values.length)]!))
}
