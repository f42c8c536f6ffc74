import Database from 'better-sqlite3'
import { parseStmt, type Expr } from 'sqlite3-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { translateDefault } from '../../engine/translate/default.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { DEFAULTS } from './defaults.ts'
import type { SqliteValue } from './odd-table.ts'

const ALL = DEFAULTS.flatMap(([declared, type, clauses]) => clauses.map((clause) => ({ declared, type, clause })))

let postgres: TestDatabase
beforeAll(async () => {
  postgres = await createDatabase()
  await postgres.query(`CREATE SCHEMA odd; SET search_path = odd; SET TimeZone = 'Asia/Kathmandu'`)
})
afterAll(() => postgres[Symbol.asyncDispose]())

describe.each(ALL)('$declared DEFAULT $clause for $type', ({ declared, type, clause }) => {
  test('gives a new row the same value', async () => {
    const translated = translateDefault(parseDefault(declared, clause), type)
    if ('reason' in translated) return
    await postgres.query(`DROP TABLE IF EXISTS one; CREATE TABLE one (c ${type} DEFAULT ${translated.sql})`)
    const [row] = await postgres.query<{ value: string | null }>(
      `INSERT INTO one DEFAULT VALUES RETURNING ${TEXT[type] ?? 'c::text'} AS value`,
    )
    const expected = arrived(sqliteDefault(declared, clause), type)
    expect(row!.value).toSatisfy((actual) => isClose(actual, expected), `within seconds of ${expected}`)
  })
})

test('exactly these defaults have no translation', () => {
  const rejected: Record<string, string[]> = {}
  for (const { declared, type, clause } of ALL) {
    const translated = translateDefault(parseDefault(declared, clause), type)
    if ('reason' in translated) (rejected[translated.reason] ??= []).push(`${clause} for ${type}`)
  }
  expect(rejected).toEqual(LEFT_OUT)
})

/** By the reason; one that begins or ceases to be left out is moved here by hand, and looked at. */
const LEFT_OUT: Record<string, string[]> = {
  'JSON of what is no plain constant': ["(json_array(json('[]'))) for text", "(json_array('a\"b')) for text"],
  'a column that became jsonb is written as text': ["(jsonb('[]')) for text"],
  'a date function of a text': ['(date(CURRENT_TIME)) for text'],
  'json() of a text': ["(json('[1, 2]')) for text", "(json('1')) for text"],
  'json_object() with a key twice': ["(json_object('a', 1, 'a', 2)) for text"],
  'a fraction in a column of integers': ['9223372036854775808 for bigint', '1.5 for bigint'],
  'a text in a column of numbers': [
    "'abc' for bigint",
    '"" for bigint',
    'CURRENT_TIMESTAMP for bigint',
    "'x' for double precision",
    "'4,5' for numeric(10,2)",
  ],
  'a blob in a column of numbers': ["x'01' for bigint"],
  '40000 does not fit smallint': ['40000 for smallint'],
  'an integer in a column of booleans': ['2 for boolean'],
  'a text in a column of booleans': ["'yes' for boolean"],
  '9007199254740993 is not exact in double precision': ['9007199254740993 for double precision'],
  '0.125 does not fit numeric(10,2)': ['0.125 for numeric(10,2)'],
  '123456789 does not fit numeric(10,2)': ['123456789 for numeric(10,2)'],
  'the local time of the machine that SQLite runs on': ["(datetime('now', 'localtime')) for text"],
  'the date modifier +1 month': ["(datetime('now', '+1 month')) for text"],
  'strftime() with %W': ["(strftime('%W', 'now')) for text"],
  'a blob is written as text': ["x'6162' for text"],
  'a real is written as text': ['1e16 for text'],
  'a text of 6 characters in a varchar(5)': ["'abcdef' for varchar(5)"],
  'the text is no date': ["'2020-02-30' for date", "'' for date"],
  'a text in a column of type date': ['CURRENT_TIMESTAMP for date'],
  'an integer in a column of type date': ['0 for date'],
  'the text is no timestamp': ["'2020-01-01T12:00:00Z' for timestamp", "'N/A' for timestamp"],
  'a text in a column of type timestamp': ["(strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) for timestamp"],
  'an integer in a column of type timestamp': ['0 for timestamp'],
  'an integer in a column of type timestamptz': ['0 for timestamptz'],
  'the text is no time': ["'25:00' for time"],
  'the text is no uuid': ["'x' for uuid", "'' for uuid"],
  'the text is no jsonb': ["'' for jsonb", "'{' for jsonb", '\'"\\u0000"\' for jsonb'],
  'an integer in a column of type jsonb': ['0 for jsonb'],
}

test('random texts have the shape that SQLite gives them', async () => {
  const uuid =
    "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))"
  const shapes: [string, string, RegExp][] = [
    ["('r' || lower(hex(randomblob(7))))", 'text', /^r[0-9a-f]{14}$/],
    ['(hex(randomblob(16)))', 'text', /^[0-9A-F]{32}$/],
    [uuid, 'uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['(abs(random()))', 'bigint', /^\d+$/],
    ['(randomblob(16))', 'bytea', /^\\x[0-9a-f]{32}$/],
  ]
  for (const [clause, type, shape] of shapes) {
    const translated = translateDefault(parseDefault('TEXT', clause), type)
    if ('reason' in translated) throw new Error(translated.reason)
    await postgres.query(`DROP TABLE IF EXISTS one; CREATE TABLE one (c ${type} DEFAULT ${translated.sql}, d int)`)
    const rows = await postgres.query<{ value: string }>(
      'INSERT INTO one (d) SELECT generate_series(1, 50) RETURNING c::text AS value',
    )
    for (const { value } of rows) expect(value).toMatch(shape)
    expect(new Set(rows.map(({ value }) => value)).size).toBe(50)
  }
})

function parseDefault(declared: string, clause: string): Expr {
  const parsed = parseStmt(`CREATE TABLE t (c ${declared} DEFAULT ${clause})`)
  if (parsed.status !== 'ok') throw new Error(parsed.errors.join('\n'))
  const { root } = parsed
  if (root.type === 'CreateTableStmt' && root.body.type === 'ColumnsAndConstraintsCreateTableBody') {
    for (const { constraint } of root.body.columns[0]!.constraints)
      if (constraint.type === 'DefaultColumnConstraint') return constraint.expr
  }
  throw new Error(`No default: ${clause}`)
}

function sqliteDefault(declared: string, clause: string): SqliteValue {
  const sqlite = new Database(':memory:').defaultSafeIntegers()
  try {
    sqlite.exec(`CREATE TABLE t (c ${declared} DEFAULT ${clause}, d)`)
    return sqlite.prepare('INSERT INTO t (d) VALUES (1) RETURNING c').pluck().get() as SqliteValue
  } finally {
    sqlite.close()
  }
}

/** Types whose text has a form of its own, in the form that `arrived` gives. */
const TEXT: Record<string, string> = {
  timestamp: `to_char(c, 'YYYY-MM-DD HH24:MI:SS.MS')`,
  timestamptz: `to_char(c AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')`,
  time: `to_char(c, 'HH24:MI:SS.MS')`,
}

/** The text of the value after the conversion that the column's values go through. */
function arrived(value: SqliteValue, type: string): string | null {
  if (value === null) return null
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  const text = String(value)
  switch (type) {
    case 'boolean':
      return /^(1|t|true)$/i.test(text) ? 'true' : 'false'
    case 'bytea':
      return `\\x${Buffer.from(text).toString('hex')}`
    case 'text':
      return typeof value === 'number' && Number.isInteger(value) ? `${text}.0` : text
    case 'timestamp':
    case 'timestamptz':
      return timestamp(value)
    case 'time':
      return isoTime(text)
    case 'uuid':
      return text.toLowerCase()
    default:
      return text
  }
}

/** What SQLite reads: ISO text, in UTC unless it has a zone; an epoch in seconds; a julian day. */
function timestamp(value: bigint | number | string): string {
  return new Date(milliseconds(value)).toISOString().replace('T', ' ').replace('Z', '')
}

function milliseconds(value: bigint | number | string): number {
  if (typeof value === 'bigint' || /^\d+$/.test(String(value))) return Number(value) * 1000
  if (typeof value === 'number') return (value - 2440587.5) * 86400000
  if (/(Z|[+-]\d\d:\d\d)$/.test(value) && value.length > 10) return Date.parse(value)
  return Date.parse(`${value.slice(0, 10)}T${isoTime(value.slice(11))}Z`)
}

/** `12:30` → `12:30:00.000` */
function isoTime(text: string): string {
  const [hours = '00', minutes = '00', seconds = '00'] = text === '' ? [] : text.split(':')
  return `${hours}:${minutes}:${seconds.includes('.') ? seconds.padEnd(6, '0') : `${seconds}.000`}`
}

/** Equal, or both a point in time of the last seconds. */
function isClose(actual: string | null, expected: string | null): boolean {
  if (actual === expected) return true
  if (actual === null || expected === null) return false
  if (Number(actual) === Number(expected)) return true
  const [a, b] = [moment(actual), moment(expected)]
  return a !== null && b !== null && Math.abs(a - b) < 5000
}

function moment(text: string): number | null {
  if (/^\d{10}(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (/^\d{13}$/.test(text)) return Number(text)
  const clean = /^\d\d:\d\d:\d\d/.test(text) ? `2000-01-01 ${text}` : text.replace(':"x', '')
  const time = Date.parse(clean.endsWith('Z') ? clean : `${clean.replace(' ', 'T')}Z`)
  return /^\d{4}-\d\d-\d\d[ T]/.test(clean) && !Number.isNaN(time) ? time : null
}
