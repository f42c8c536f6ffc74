import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { castOne, type Asked, type Value } from '../stage/one-value.ts'
import { localFile } from './local-file.ts'
import { inProcess } from '../in-process.ts'

const ROWS = 400

const number: fc.Arbitrary<Value> = fc.oneof<fc.Arbitrary<Value>[]>(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-70_000n, 70_000n),
  fc.double({ noNaN: true }),
  fc.float({ noNaN: true }),
  fc.integer({ min: -999_999, max: 999_999 }).map((cents) => cents / 100),
  fc.stringMatching(/^[+-]?\d{1,12}(\.\d{0,8})?([eE][+-]?\d{1,2})?$/),
)
const mask = fc.constantFrom('', '/0', '/8', '/24', '/32', '/64', '/128')
const address = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('10.0.0.0', '2001:db8::', '::')), mask)
const part = (unit: string) => fc.option(fc.integer({ min: -5000, max: 5000 })).map((n) => (n === null ? '' : n + unit))
const duration = fc
  .tuple(part('Y'), part('M'), part('W'), part('D'), fc.constantFrom('', 'T'), part('H'), part('M'), part('.25S'))
  .map((parts) => `P${parts.join('')}`)
const clock = fc.stringMatching(/^-?\d{1,5}:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/)
const clockTime = fc.stringMatching(/^[01]\d:[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/)
const stamp = fc.tuple(fc.stringMatching(/^[12]\d{3}-0[1-9]-[012][1-8]$/), clockTime).map((both) => both.join(' '))
const zone = fc.constantFrom('', 'Z', '+02', ' +0530', '-07:00', ' +0100 CET m=+0.003')
const unit = fc.constantFrom('year', 'years', 'mon', 'days', 'day', 'week', 'hours', 'min', 'secs', 'decade')
const words = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: -400, max: 400 }), unit), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', ' 04:05:06.789', ' -1:30', ' ago'),
  )
  .map(([parts, last]) => parts.map((part) => part.join(' ')).join(' ') + last)
const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '"', '\\', '{', '}', ',', "'", 'é', 'N', 'NULL', '\n'),
  maxLength: 5,
})
const literal = fc
  .array(
    fc.oneof(
      fc.constantFrom('NULL', 'a b', ' c ', 'd\\,e', '"', 'null'),
      anyText.map((text) => `"${text.replaceAll(/(["\\])/g, '\\$1')}"`),
    ),
    { maxLength: 3 },
  )
  .map((items) => `{${items.join(',')}}`)
const hexBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map((b) => Buffer.from(b))

/** Values of which many fit the type; those that do not are refused, which is another test's business. */
const columns: (Asked & { values: fc.Arbitrary<Value> })[] = [
  { type: 'smallint', values: number },
  { type: 'integer', values: number },
  { type: 'bigint', values: number },
  { type: 'real', values: number },
  { type: 'double precision', values: number },
  { type: 'numeric', values: number },
  { type: 'numeric(12,4)', values: number },
  { type: 'text', values: fc.oneof(number, fc.string({ unit: 'binary' }), hexBytes(2)) },
  { type: 'varchar(8)', values: fc.oneof(number, fc.string({ unit: 'grapheme' })) },
  { type: 'bytea', values: fc.oneof(number, fc.string(), hexBytes(5)) },
  { type: 'boolean', values: fc.constantFrom<Value>(0n, 1n, 1, 't', 'FALSE', 'on', ' No ') },
  { type: 'inet', values: address.map((both) => both.join('')) },
  { type: 'cidr', values: address.map((both) => both.join('')) },
  { type: 'macaddr', values: hexBytes(6).map((b) => b.toString('hex').replace(/(..)(?!$)/g, '$1:')) },
  { type: 'interval', values: fc.oneof(duration, clock) },
  { type: 'json', values: fc.oneof(fc.json(), number) },
  { type: 'jsonb', values: fc.oneof(fc.json(), number) },
  { type: 'char(5)', values: fc.oneof(number, fc.string({ unit: 'grapheme', maxLength: 6 })) },
  { type: 'name', values: fc.string({ unit: 'grapheme', maxLength: 70 }) },
  { type: 'bit(3)', values: fc.stringMatching(/^[01]{3}$/) },
  { type: 'varbit(19)', values: fc.stringMatching(/^[01]{0,20}$/) },
  { type: 'real', values: number, round: true },
  { type: 'numeric(14,2)', values: number, round: true },
  { type: 'timestamp(2)', values: stamp, round: true },
  { type: 'timestamptz(0)', values: fc.tuple(stamp, zone).map((both) => both.join('')), round: true },
  {
    type: 'timetz(3)',
    values: fc.tuple(clockTime, fc.constantFrom('+02', '-07:30', 'Z', '+0000')).map((both) => both.join('')),
    round: true,
  },
  { type: 'time(1)', values: clockTime, round: true },
  { type: 'interval(2)', values: fc.oneof(words, clock), round: true },
  {
    type: 'interval',
    values: fc.oneof(words, fc.stringMatching(/^-?\d{0,3}\.[01]\d:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/)),
  },
  {
    type: 'integer[]',
    values: fc.array(fc.option(fc.integer()), { maxLength: 4 }).map((items) => JSON.stringify(items)),
  },
  {
    type: 'text[]',
    values: fc.oneof(
      fc.array(fc.option(anyText), { maxLength: 4 }).map((items) => JSON.stringify(items)),
      literal,
    ),
  },
  {
    type: 'numeric(6,2)[]',
    values: fc.array(fc.float({ noNaN: true, min: -999, max: 999 })).map((items) => JSON.stringify(items)),
    round: true,
  },
  {
    type: 'timestamptz(3)[]',
    values: fc.array(stamp, { maxLength: 3 }).map((items) => `{${items.map((item) => `"${item}"`).join(',')}}`),
    round: true,
  },
  { type: 'interval[]', values: fc.array(words, { maxLength: 3 }).map((items) => JSON.stringify(items)) },
  {
    type: 'boolean[]',
    values: fc.array(fc.boolean(), { maxLength: 3 }).map((items) => JSON.stringify([items, items])),
  },
  { type: 'jsonb[]', values: fc.array(fc.jsonValue(), { maxLength: 3 }).map((items) => JSON.stringify(items)) },
  { type: 'bytea[]', values: fc.array(anyText, { maxLength: 3 }).map((items) => JSON.stringify(items)) },
  { type: 'uuid', values: fc.oneof(fc.uuid(), hexBytes(16)) },
  { type: 'time', values: fc.stringMatching(/^[012]\d:[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$/), round: true },
]

test('what a cast writes is what the own input of PostgreSQL reads', async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'casts.db')
  const file = new Database(path)
  const names = columns.map((_, at) => `c${at}`)
  file.exec(`CREATE TABLE t (${names.join(', ')})`)
  const insert = file.prepare(`INSERT INTO t VALUES (${names.map(() => '?').join(', ')})`)
  const drawn = columns.map(({ values, ...asked }, at) =>
    fc.sample(values, { seed: 11 + at, numRuns: ROWS }).filter((value) => typeof castOne(asked, value) !== 'string'),
  )
  expect(drawn.map((values) => values.length).filter((length) => length < 20)).toEqual([])
  for (let row = 0; row < ROWS; row++) insert.run(drawn.map((values) => values[row] ?? null))
  file.close()

  await using target = await createDatabase()
  const casts = Object.fromEntries(columns.map(({ type, round }, at) => [names[at], { type, round }]))
  const report = await migrate({
    sqlite: inProcess(),
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', verify: 'full', tables: { t: { columns: casts } } },
  })
  expect(report.error).toBeNull()
  expect(report.notes.filter(({ code }) => code !== 'values-rounded')).toEqual([])
})
