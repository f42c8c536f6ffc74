import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { bring, deviceFile, SCHEMA } from './fleet.ts'

/** Tables of an application, in which device 7 has a sensor with a reading. */
const APPLICATION = `CREATE SCHEMA s;
  CREATE TABLE s.sensor (device integer, id bigint, name varchar(40), PRIMARY KEY (device, id), UNIQUE (device, name));
  CREATE TABLE s.reading (id bigint, device integer, sensor_id bigint, value float8, PRIMARY KEY (device, id),
    FOREIGN KEY (device, sensor_id) REFERENCES s.sensor (device, id));
  CREATE TABLE s.log (device integer, line text);
  INSERT INTO s.sensor VALUES (7, 1, 'pressure'); INSERT INTO s.reading VALUES (1, 7, 1, 70); INSERT INTO s.log VALUES (7, 'on')`

function of(device: string, mode: RawOptions['mode'], more: RawOptions = {}) {
  const options: RawOptions = {
    schema: 's',
    mode,
    verify: 'full',
    addColumns: { device: { value: '{device}', key: true } },
    ...more,
  }
  return { values: { device }, options }
}

async function state(target: TestDatabase): Promise<unknown> {
  const [row] = await target.query<{ state: unknown }>(`SELECT jsonb_build_object(
    'sensors', (SELECT jsonb_agg(device || ' ' || name ORDER BY device, id) FROM s.sensor),
    'readings', (SELECT jsonb_agg(device || ' ' || value ORDER BY device, id) FROM s.reading),
    'lines', (SELECT count(*) FROM s.log)) AS state`)
  return row!.state
}

describe('tables that an application made', () => {
  test.for(['truncate', 'mirror', 'upsert', 'append'] as const)(
    'with %s take the value in their type',
    async (mode) => {
      await using target = await createDatabase()
      await target.query(APPLICATION)
      for (const values of [[1, 2, 3], [4]]) {
        const report = await bring(target, deviceFile(...values), {
          ...of('42', mode),
          uri: `s3://bucket/${values.length}`,
        })
        expect(report).toMatchObject({ outcome: 'published' })
      }
      const kept = mode === 'append' ? [1, 2, 3] : mode === 'upsert' ? [4, 2, 3] : [4]
      expect(await state(target)).toEqual({
        sensors: ['7 pressure', '42 temperature'],
        readings: ['7 70', ...kept.map((value) => `42 ${value}`)],
        lines: mode === 'append' ? 5 : 3,
      })
    },
  )

  test.for(['truncate', 'mirror'] as const)(
    'with %s lose what the file lacks beside rows that reference them',
    async (mode) => {
      await using target = await createDatabase()
      // From outside of the migration, so that the statement that fills the tables also empties them.
      await target.query(`${APPLICATION}; CREATE TABLE s.alarm (device integer, sensor bigint,
      FOREIGN KEY (device, sensor) REFERENCES s.sensor (device, id)); INSERT INTO s.alarm VALUES (7, 1)`)
      await bring(target, deviceFile(1, 2), of('42', mode))
      expect(await bring(target, SCHEMA, { ...of('42', mode), uri: 's3://bucket/empty' })).toMatchObject({
        error: null,
      })
      expect(await state(target)).toEqual({ sensors: ['7 pressure'], readings: ['7 70'], lines: 1 })
    },
  )

  test('let names of a device change places', async () => {
    await using target = await createDatabase()
    await target.query(APPLICATION)
    const two = (a: string, b: string) => `${SCHEMA} INSERT INTO sensor VALUES (1, '${a}'), (2, '${b}')`
    await bring(target, two('x', 'y'), of('42', 'mirror'))
    const report = await bring(target, two('y', 'x'), { ...of('42', 'mirror'), uri: 's3://bucket/2' })
    expect(report).toMatchObject({ error: null })
    expect(await state(target)).toMatchObject({ sensors: ['7 pressure', '42 y', '42 x'] })
  })

  test('say which rows are orphans within the device alone', async () => {
    await using target = await createDatabase()
    await target.query(APPLICATION)
    const file = `PRAGMA foreign_keys = OFF; ${SCHEMA} INSERT INTO reading VALUES (1, 1, 5)`
    expect(await bring(target, file, of('42', 'mirror'))).toMatchObject({
      error: { code: 'target-refused-values', message: expect.stringContaining('device, sensor_id 42, 1') as unknown },
    })
    const reject = { onOrphan: 'reject', onReject: 'continue' } as const
    expect(await bring(target, file, of('42', 'mirror', reject))).toMatchObject({
      outcome: 'published-with-rejects',
      rejects: { first: [{ table: 'reading', column: 'sensor_id' }] },
    })
    expect(await state(target)).toMatchObject({ readings: ['7 70'] })
  })

  test('that reference a list of devices take those on the list', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE TABLE s.device (number integer PRIMARY KEY); INSERT INTO s.device VALUES (42);
      CREATE TABLE s.log (device integer REFERENCES s.device, line text)`)
    const log = { include: ['log'] }
    expect(await bring(target, deviceFile(1), of('42', 'mirror', log))).toMatchObject({ outcome: 'published' })
    expect(await bring(target, deviceFile(1), of('43', 'mirror', log))).toMatchObject({
      error: {
        code: 'target-refused-values',
        subject: { table: 'log' },
        message: '2 rows of log reference no row of device (device 43).',
      },
    })
    const reject = { ...log, onOrphan: 'reject', onReject: 'continue' } as const
    expect(await bring(target, deviceFile(1), of('43', 'mirror', reject))).toMatchObject({
      outcome: 'published-with-rejects',
      rejects: {
        rows: 2,
        first: [{ table: 'log', column: null, value: null, reason: 'references no row of device' }, {}],
      },
    })
    const nulled = { ...log, onOrphan: 'null' } as const
    expect(await bring(target, deviceFile(1), of('44', 'mirror', nulled))).toMatchObject({
      error: { code: 'target-refused-values', hint: expect.stringContaining('cannot be NULL') as unknown },
    })
    expect(await target.query('SELECT DISTINCT device FROM s.log')).toEqual([{ device: 42 }])
  })

  test('whose key is not by device refuse an id that another device has, and nothing changes', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE TABLE s.sensor (id bigint PRIMARY KEY, device text NOT NULL, name text);
      INSERT INTO s.sensor VALUES (1, 'a', 'mine')`)
    for (const mode of ['mirror', 'upsert', 'truncate'] as const) {
      const report = await bring(target, deviceFile(1), of('b', mode, { include: ['sensor'] }))
      expect(report).toMatchObject({ error: { code: 'target-refused-values' } })
    }
    const own = await bring(target, deviceFile(1), of('a', 'mirror', { include: ['sensor'] }))
    expect(own).toMatchObject({ error: null, tables: [{ updated: 1, inserted: 0, deleted: 0 }] })
    expect(await target.query('SELECT * FROM s.sensor')).toEqual([{ id: '1', device: 'a', name: 'temperature' }])
  })
})

test.for([
  ['integer', 'pump', 'placeholder-refused', 'does not take the value'],
  ['varchar(3)', 'pump', 'placeholder-refused', 'does not take the value'],
  ['smallint', '40000', 'placeholder-refused', 'does not take the value'],
  ['integer', '042', 'placeholder-refused', 'does not take the value'],
  ['numeric', '42', 'option-invalid', 'it is numeric, by which two values may be one'],
  ['char(4)', 'pump', 'option-invalid', 'two values may be one'],
  ['s.code', 'pump', 'option-invalid', 'two values may be one'],
  ['text GENERATED ALWAYS AS (name) STORED', 'pump', 'option-invalid', 'computes it'],
] as const)('an existing column of %s and the value %s: %s', async ([type, device, code, message]) => {
  await using target = await createDatabase()
  await target.query(
    `CREATE SCHEMA s; CREATE DOMAIN s.code AS text; CREATE TABLE s.sensor (id bigint, name text, device ${type})`,
  )
  expect(await bring(target, deviceFile(1), of(device, 'append', { include: ['sensor'] }))).toMatchObject({
    error: { code, message: expect.stringContaining(message) as unknown },
  })
  expect(await target.query('SELECT FROM s.sensor')).toEqual([])
})

test('an existing table without the column is no place for it', async () => {
  await using target = await createDatabase()
  await target.query('CREATE SCHEMA s; CREATE TABLE s.sensor (id bigint, name text)')
  expect(await bring(target, deviceFile(1), of('a', 'append', { include: ['sensor'] }))).toMatchObject({
    error: { code: 'target-column-missing', subject: { table: 'sensor', column: 'device' } },
  })
})

test('constants outside the key go into types of the target', async () => {
  await using target = await createDatabase()
  await target.query(
    "CREATE SCHEMA s; CREATE TYPE s.plant AS ENUM ('Ulm', 'Bern'); CREATE TABLE s.sensor (id bigint, name text, plant s.plant, about json)",
  )
  const bringTo = (plant: string) =>
    bring(target, deviceFile(1), {
      options: { schema: 's', include: ['sensor'], addColumns: { plant: '{plant}', about: '{{"at": "{plant}"}}' } },
      values: { plant },
      uri: `s3://bucket/${plant}`,
    })
  expect(await bringTo('Ulm')).toMatchObject({ error: null })
  expect(await bringTo('Rome')).toMatchObject({ error: { code: 'placeholder-refused' } })
  expect(await target.query('SELECT plant, about FROM s.sensor')).toEqual([{ plant: 'Ulm', about: { at: 'Ulm' } }])
})

test('values that a collation takes for one are not merged', async () => {
  await using target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE COLLATION s.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE TABLE s.sensor (device text COLLATE s.caseless, id bigint, name text, PRIMARY KEY (device, id))`)
  const file = `CREATE TABLE sensor (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO sensor VALUES`
  await bring(target, `${file} (1, 'a'), (2, 'b')`, of('pump', 'mirror'))
  const other = { ...of('PUMP', 'mirror'), uri: 's3://bucket/other' }
  expect(await bring(target, `${file} (1, 'A')`, other)).toMatchObject({ error: { code: 'target-refused-values' } })
  expect(await bring(target, `${file} (3, 'C')`, other)).toMatchObject({ error: null })
  expect(await target.query('SELECT device, name FROM s.sensor ORDER BY id')).toEqual([
    { device: 'pump', name: 'a' },
    { device: 'pump', name: 'b' },
    { device: 'PUMP', name: 'C' },
  ])
})
