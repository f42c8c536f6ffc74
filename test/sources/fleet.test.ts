import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { until } from '../until.ts'
import { bring, DEVICE, deviceFile, SCHEMA } from './fleet.ts'

const DAY = (day: number) => `2026-11-0${day}T00:00:00.000Z`

/** Each device with its readings, in the order of both. */
async function readings(target: TestDatabase): Promise<Record<string, number[]>> {
  const rows = await target.query<{ device: string; values: number[] }>(
    'SELECT device, array_agg(value ORDER BY id) AS values FROM s.reading GROUP BY device ORDER BY device',
  )
  return Object.fromEntries(rows.map(({ device, values }) => [device, values]))
}

function inMode(mode: RawOptions['mode']): RawOptions {
  return { ...DEVICE, mode, verify: 'full' }
}

function device(name: string, day: number, options: RawOptions = inMode('truncate')) {
  return { values: { device: name }, lastModified: DAY(day), options }
}

describe('many devices in one table', () => {
  test('the first one makes it, with the constant in front of every key', async () => {
    await using target = await createDatabase()
    expect(await bring(target, deviceFile(1, 2), device('a', 1))).toMatchObject({
      outcome: 'published',
      constants: [
        { name: 'device', type: 'text', value: 'a', isKey: true },
        { name: 'received', type: 'timestamptz', value: DAY(1), isKey: false },
      ],
    })
    const defined = await target.query<{ name: string; definition: string }>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE connamespace = 's'::regnamespace AND contype IN ('p', 'u', 'f') ORDER BY conname`,
    )
    expect(defined.map(({ name, definition }) => `${name}: ${definition}`)).toEqual([
      'reading_pkey: PRIMARY KEY (device, id)',
      'reading_sensor_id_fkey: FOREIGN KEY (device, sensor_id) REFERENCES s.sensor(device, id) ON DELETE CASCADE',
      'sensor_name_key: UNIQUE (device, name)',
      'sensor_pkey: PRIMARY KEY (device, id)',
    ])
    const columns = await target.query(
      `SELECT column_name AS name, data_type AS type, is_nullable AS nullable, column_default AS "default"
         FROM information_schema.columns WHERE table_schema = 's' AND table_name = 'log' ORDER BY ordinal_position`,
    )
    expect(columns).toEqual([
      { name: 'device', type: 'text', nullable: 'NO', default: null },
      { name: 'received', type: 'timestamp with time zone', nullable: 'NO', default: null },
      { name: 'line', type: 'text', nullable: 'YES', default: null },
    ])
    const [index] = await target.query("SELECT indexdef AS sql FROM pg_indexes WHERE tablename = 'log'")
    expect(index).toEqual({ sql: 'CREATE INDEX log_device_idx ON s.log USING btree (device)' })
  })

  test.for(['truncate', 'mirror'] as const)('%s replaces the rows of the one device', async (mode) => {
    await using target = await createDatabase()
    const options = inMode(mode)
    await bring(target, deviceFile(1, 2), device('a', 1, options))
    await bring(target, deviceFile(10, 20, 30), device('b', 1, options))
    expect(await readings(target)).toEqual({ a: [1, 2], b: [10, 20, 30] })
    expect(await bring(target, deviceFile(5), device('b', 2, options))).toMatchObject({
      outcome: 'published',
      tables: [{ source: 'sensor' }, { source: 'reading', deleted: mode === 'mirror' ? 2 : 3 }, { source: 'log' }],
    })
    expect(await readings(target)).toEqual({ a: [1, 2], b: [5] })
    expect(await target.query('SELECT device, count(*)::int AS lines FROM s.log GROUP BY 1 ORDER BY 1')).toEqual([
      { device: 'a', lines: 2 },
      { device: 'b', lines: 2 },
    ])
  })

  test.for(['append', 'upsert'] as const)('%s brings rows of one device beside those of others', async (mode) => {
    await using target = await createDatabase()
    const options = inMode(mode)
    await bring(target, deviceFile(1), device('a', 1, options))
    await bring(target, deviceFile(10), device('b', 1, options))
    expect(await bring(target, deviceFile(7, 8), device('a', 2, options))).toMatchObject({ error: null })
    expect(await readings(target)).toEqual({ a: mode === 'append' ? [1, 8] : [7, 8], b: [10] })
  })

  test('mirror leaves a row alone of which only a constant outside the key is another', async () => {
    await using target = await createDatabase()
    const options = inMode('mirror')
    await bring(target, deviceFile(1, 2), device('a', 1, options))
    expect(await bring(target, deviceFile(1, 3), device('a', 2, options))).toMatchObject({
      tables: [
        { source: 'sensor', unchanged: 1, updated: 0 },
        { source: 'reading', unchanged: 1, updated: 1 },
        { source: 'log', unchanged: 2, inserted: 0, deleted: 0 },
      ],
    })
    expect(await target.query('SELECT id, received FROM s.reading ORDER BY id')).toEqual([
      { id: '1', received: new Date(DAY(1)) },
      { id: '2', received: new Date(DAY(2)) },
    ])
  })

  test('a table of one device alone is emptied by a file without rows', async () => {
    await using target = await createDatabase()
    await bring(target, deviceFile(1), device('a', 1))
    await bring(target, deviceFile(2), device('b', 1))
    expect(await bring(target, SCHEMA, device('a', 2))).toMatchObject({ error: null })
    expect(await readings(target)).toEqual({ b: [2] })
    expect(await target.query('SELECT device FROM s.sensor')).toEqual([{ device: 'b' }])
  })

  test('two at once, both the first, both arrive', async () => {
    await using target = await createDatabase()
    const both = await Promise.all(['a', 'b'].map((name) => bring(target, deviceFile(1), device(name, 1))))
    for (const [at, name] of ['a', 'b'].entries()) {
      let report = both[at]!
      if (report.error?.kind === 'again') report = await bring(target, deviceFile(1), device(name, 1))
      expect(report).toMatchObject({ outcome: 'published' })
    }
    expect(await readings(target)).toEqual({ a: [1], b: [1] })
  })
})

test('many at once in tables that are there all arrive, and each keeps to itself', async () => {
  await using target = await createDatabase()
  const names = ['a', 'b', 'c', 'd']
  await bring(target, deviceFile(0), device('z', 1))
  for (const [day, mode] of [
    [2, 'mirror'],
    [3, 'truncate'],
  ] as const) {
    const reports = await Promise.all(
      names.map((name, at) => bring(target, deviceFile(at, day), device(name, day, inMode(mode)))),
    )
    expect(reports.map(({ outcome }) => outcome)).toEqual(names.map(() => 'published'))
    expect(await readings(target)).toEqual({ a: [0, day], b: [1, day], c: [2, day], d: [3, day], z: [0] })
  }
})

describe('order', () => {
  test('an older upload of a device under another key is superseded, and those of others are not', async () => {
    await using target = await createDatabase()
    await bring(target, deviceFile(2), { ...device('a', 2), uri: 's3://bucket/devices/a/new.db' })
    expect(
      await bring(target, deviceFile(1), { ...device('a', 1), uri: 's3://bucket/devices/a/old.db' }),
    ).toMatchObject({
      outcome: 'superseded',
    })
    expect(await bring(target, deviceFile(1), device('b', 1))).toMatchObject({ outcome: 'published' })
    expect(await readings(target)).toEqual({ a: [2], b: [1] })
  })

  test('an older upload under another key, that only adds rows, is a part that came late', async () => {
    await using target = await createDatabase()
    const part = (day: number) => ({ ...device('a', day, inMode('append')), uri: `s3://bucket/devices/a/${day}.db` })
    const row = (id: number) => `${SCHEMA} INSERT INTO sensor VALUES (${id}, 'of ${id}')`
    expect(await bring(target, row(2), part(2))).toMatchObject({ outcome: 'published' })
    expect(await bring(target, row(1), part(1))).toMatchObject({ outcome: 'published' })
    expect(await target.query('SELECT id FROM s.sensor ORDER BY id')).toEqual([{ id: '1' }, { id: '2' }])
  })

  test.for([
    ['d.db', 'superseded'],
    ['e.db', 'published'],
  ] as const)('of one second the sequencer decides within one key alone: %s is %s', async ([name, outcome]) => {
    const uri = `s3://bucket/devices/a/${name}`
    await using target = await createDatabase()
    await bring(target, deviceFile(2), { ...device('a', 1), uri: 's3://bucket/devices/a/d.db', sequencer: '0B' })
    expect(await bring(target, deviceFile(1), { ...device('a', 1), uri, sequencer: '0A' })).toMatchObject({ outcome })
  })

  test('one that a newer one under another key overtakes while it is staged is superseded, and leaves nothing', async () => {
    await using target = await createDatabase()
    await bring(target, deviceFile(0), device('a', 1))
    await using gate = await closeGate(target)
    const at = (day: number, options: RawOptions) => ({
      ...device('a', day, options),
      uri: `s3://bucket/devices/a/${day}.db`,
    })
    const newer = bring(target, deviceFile(3), at(3, { ...inMode('mirror'), before: [AT_GATE] }))
    await gate.reached()
    const older = bring(target, deviceFile(2), at(2, inMode('mirror')))
    await until('the older one waits for its turn to publish', async () => {
      const waiting = await target.admin(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%litelift publish%'",
      )
      return waiting.length === 1
    })
    await gate.open()
    expect(await newer).toMatchObject({ outcome: 'published' })
    expect(await older).toMatchObject({ outcome: 'superseded', error: null })
    expect(await readings(target)).toEqual({ a: [3] })
    expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
  })
})
