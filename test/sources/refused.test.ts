import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { until } from '../until.ts'
import { bring, DEVICE, deviceFile } from './fleet.ts'

const TENANT: RawOptions = { schema: 't_{tenant}' }

/** What fails before anything is made in the target: the ledger aside, which only the last ones need. */
test.for<[string, RawOptions, Record<string, string>, string, string]>([
  ['a value that is missing', DEVICE, {}, 'placeholder-missing', '{device}'],
  [
    'metadata that is missing',
    { addColumns: { c: '{metadata.plant}' } },
    {},
    'placeholder-missing',
    '{metadata.plant}',
  ],
  ['an empty value', TENANT, { tenant: '' }, 'placeholder-refused', 'is empty'],
  ['a folder above', TENANT, { tenant: '..' }, 'placeholder-refused', 'is no name'],
  ['a control character', TENANT, { tenant: 'a\nb' }, 'placeholder-refused', 'cannot be seen'],
  ['a NUL', TENANT, { tenant: 'a\0b' }, 'placeholder-refused', 'cannot be seen'],
  ['half of a character', TENANT, { tenant: '\ud800' }, 'placeholder-refused', 'cannot be seen'],
  ['a text that turns around', TENANT, { tenant: 'a\u202eb' }, 'placeholder-refused', 'cannot be seen'],
  ['a schema that is too long', TENANT, { tenant: 'é'.repeat(31) }, 'placeholder-refused', '63 bytes'],
  [
    'the schema of the ledger',
    { schema: '{s}' },
    { s: 'litelift' },
    'placeholder-refused',
    'which no file may write to',
  ],
  [
    'one that begins as those of litelift',
    { schema: '{s}' },
    { s: 'litelift_x' },
    'placeholder-refused',
    'litelift itself',
  ],
  ['one of PostgreSQL', { schema: '{s}' }, { s: 'pg_catalog' }, 'placeholder-refused', 'which no file may write to'],
  [
    'the other one',
    { schema: '{s}' },
    { s: 'information_schema' },
    'placeholder-refused',
    'which no file may write to',
  ],
  [
    'a value that is none of the type',
    { addColumns: { n: { value: '{n}', type: 'integer' } } },
    { n: '2147483648' },
    'placeholder-refused',
    'no integer',
  ],
  [
    'a day that there is none of',
    { addColumns: { d: { value: '{d}', type: 'date' } } },
    { d: '2026-02-30' },
    'placeholder-refused',
    'no date',
  ],
  [
    'another spelling of a key',
    { addColumns: { n: { value: '{n}', type: 'integer', key: true } } },
    { n: '042' },
    'placeholder-refused',
    'would be one with another',
  ],
])('%s', async ([, options, values, code, message]) => {
  await using target = await createDatabase()
  const report = await bring(target, deviceFile(1), { options, values })
  expect(report).toMatchObject({
    outcome: 'failed',
    error: { code, message: expect.stringContaining(message) as unknown },
  })
  expect(
    await target.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)'"),
  ).toEqual([])
})

test.for<[string, RawOptions, string]>([
  ['mode replace', { ...DEVICE, mode: 'replace' }, 'mode: would take away the rows of other sources'],
  ['that of a table', { ...DEVICE, tables: { log: { mode: 'replace' } } }, 'tables.log.mode: would take away'],
  ['what is emptied as well', { ...DEVICE, mode: 'truncate', alsoEmpty: ['x'] }, 'alsoEmpty: would take away'],
  ['a moment as key', { addColumns: { r: { value: '{lastModified}', key: true } } }, 'a moment is no key'],
  ['a brace alone', { schema: 'a{b' }, 'schema: has a { alone'],
  ['a name that is none', { addColumns: { c: '{a b}' } }, 'no name of a placeholder in {a b}'],
  ['a column that every table has', { addColumns: { xmin: '{a}' } }, 'is a column that every table has'],
  ['a schema that can only be reserved', { schema: 'pg_{a}' }, 'which no file may write to'],
])('%s is refused at the door', async ([, options, message]) => {
  await using target = await createDatabase()
  const { error } = await bring(target, deviceFile(1), { options, values: { device: 'a' } })
  expect(error).toMatchObject({ code: 'option-invalid', message: expect.stringContaining(message) as unknown })
})

test('values that give one schema are refused', async () => {
  await using target = await createDatabase()
  const options = { schema: 't_{a}_{b}' }
  expect(await bring(target, deviceFile(1), { options, values: { a: 'x', b: 'y_z' } })).toMatchObject({ error: null })
  const other = { options, values: { a: 'x_y', b: 'z' }, uri: 's3://bucket/other' }
  expect(await bring(target, deviceFile(2), other)).toMatchObject({
    error: { code: 'schema-taken', message: expect.stringContaining('t_x_y_z') as unknown },
  })
  expect(await target.query('SELECT value FROM t_x_y_z.reading')).toEqual([{ value: 1 }])
  const renamed = { options: { schema: 't_{one}_{two}' }, values: { one: 'x', two: 'y_z' }, uri: 's3://bucket/third' }
  expect(await bring(target, deviceFile(3), renamed)).toMatchObject({ error: null })
})

test('values that give one schema are refused where both are the first', async () => {
  await using target = await createDatabase()
  await bring(target, deviceFile(0), { options: { schema: 'other' } })
  await using gate = await closeGate(target)
  const drop = (a: string, b: string, before: string[]) =>
    bring(target, deviceFile(1), {
      options: { schema: 't_{a}_{b}', before },
      values: { a, b },
      uri: `s3://bucket/${a}`,
    })
  const first = drop('x', 'y_z', [AT_GATE])
  await gate.reached()
  const second = drop('x_y', 'z', [])
  await until('the second one waits for its turn to publish', async () => {
    const waiting = await target.admin(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%litelift publish%'",
    )
    return waiting.length === 1
  })
  await gate.open()
  expect(await first).toMatchObject({ outcome: 'published' })
  expect(await second).toMatchObject({ outcome: 'failed', error: { code: 'schema-taken' } })
  expect(await target.query('SELECT made_of FROM litelift.schema_owner')).toEqual([
    { made_of: '[["t_",null,"_",null],["x","y_z"]]' },
  ])
})

test('a column of the file and one that is added cannot have one name', async () => {
  await using target = await createDatabase()
  const file = 'CREATE TABLE t (Device TEXT); CREATE TABLE u (device)'
  const { error } = await bring(target, file, { values: { device: 'a' }, lastModified: '2026-11-01T00:00:00.000Z' })
  expect(error).toMatchObject({
    code: 'option-invalid',
    subject: { table: 't', column: 'device' },
    message: expect.stringMatching(/2 problems: .*t has a column of that name.*u has a column/) as unknown,
  })
})

test('braces of the text itself are written twice', async () => {
  await using target = await createDatabase()
  const options: RawOptions = { schema: '{{s}}', addColumns: { of: '{{{device}}}' } }
  expect(await bring(target, deviceFile(1), { options, values: { device: 'a' } })).toMatchObject({ error: null })
  expect(await target.query('SELECT "of" FROM "{s}".reading')).toEqual([{ of: '{a}' }])
})
