import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../engine/report/report.ts'
import type { Route } from '../../lambda/intake/routes.ts'
import { s3Event } from '../../local/standins/s3-event.ts'
import { deviceFile } from '../sources/fleet.ts'
import { deploy, type Deployment } from './deployment.ts'

const DEVICES: Partial<Route> = {
  prefix: 'devices/{device}/',
  schema: 'fleet',
  mode: 'mirror',
  verify: 'full',
  addColumns: { device: { value: '{device}', key: true }, received: '{lastModified}', plant: '{metadata.plant}' },
}

async function outcomes(deployment: Deployment): Promise<Record<string, string>> {
  const reports = Object.values(await deployment.reports())
  return Object.fromEntries(
    reports.map(({ source, outcome, error }) => [source.uri.slice('s3://uploads/'.length), error?.code ?? outcome]),
  )
}

/** Values of each device, and where it stands. */
function readings({ database }: Deployment) {
  return database.query(
    'SELECT device, plant, array_agg(value ORDER BY id) AS values FROM fleet.reading GROUP BY 1, 2 ORDER BY 1',
  )
}

describe('a fleet', () => {
  test('lands in one table, and a newer upload of a device replaces its own rows, whatever comes late', async () => {
    await using deployment = await deploy(DEVICES)
    const here = { plant: 'Ulm' }
    const late = await deployment.put('devices/pump-1/monday.db', deviceFile(1, 1), here)
    await deployment.drop('devices/pump-2/monday.db', deviceFile(2, 2), here)
    await deployment.queue.deliverNext()
    // S3 tells the time of an object in seconds.
    await sleep(1100)
    await deployment.drop('devices/pump-1/tuesday.db', deviceFile(10, 20, 30), { plant: 'Bern' })
    await deployment.queue.deliverNext()
    await deployment.queue.send(late)
    await deployment.queue.deliverNext()
    expect(await outcomes(deployment)).toEqual({
      'devices/pump-1/monday.db': 'superseded',
      'devices/pump-1/tuesday.db': 'published',
      'devices/pump-2/monday.db': 'published',
    })
    expect(await readings(deployment)).toEqual([
      { device: 'pump-1', plant: 'Bern', values: [10, 20, 30] },
      { device: 'pump-2', plant: 'Ulm', values: [2, 2] },
    ])
    const received = await deployment.database.query<{ seconds: number }>(
      "SELECT max(extract(epoch FROM now() - received))::float8 AS seconds FROM fleet.reading WHERE device = 'pump-1'",
    )
    expect(received[0]!.seconds).toBeGreaterThan(-2)
    expect(received[0]!.seconds).toBeLessThan(60)
  })

  test('has no file without what the route asks of it', async () => {
    await using deployment = await deploy(DEVICES)
    await deployment.drop('devices/pump-1/d.db', deviceFile(1))
    await deployment.queue.deliverNext()
    expect(await outcomes(deployment)).toEqual({ 'devices/pump-1/d.db': 'placeholder-missing' })
  })

  test('cannot be replaced by one of its devices, though objects may choose the mode', async () => {
    await using deployment = await deploy({ ...DEVICES, overrides: ['mode', 'schema'] })
    await deployment.drop('devices/a/1.db', deviceFile(1), { plant: 'Ulm', 'litelift-schema': 't_{plant}' })
    await deployment.drop('devices/b/1.db', deviceFile(2), { plant: 'Ulm', 'litelift-mode': 'replace' })
    await deployment.queue.deliverNext()
    await deployment.queue.deliverNext()
    expect(await outcomes(deployment)).toEqual({ 'devices/a/1.db': 'published', 'devices/b/1.db': 'option-invalid' })
    expect(await deployment.database.query('SELECT device FROM "t_{plant}".sensor')).toEqual([{ device: 'a' }])
  })
})

test('a key cannot leave the pattern of its route', async () => {
  await using deployment = await deploy({ prefix: 'tenants/{tenant}/', schema: 't_{tenant}' })
  const keys = {
    'tenants/../public/d.db': 'placeholder-refused',
    'tenants/./d.db': 'placeholder-refused',
    'tenants//d.db': 'placeholder-refused',
    'tenants/a\nb/d.db': 'placeholder-refused',
    'tenants/a\u202eb/d.db': 'placeholder-refused',
    [`tenants/${'x'.repeat(62)}/d.db`]: 'placeholder-refused',
    'tenants/d.db': 'route-missing',
    'Tenants/a/d.db': 'route-missing',
    'd.db': 'route-missing',
  }
  for (const key of Object.keys(keys)) {
    await deployment.queue.send(s3Event({ bucket: 'uploads', key, etag: 'e', sequencer: '01' }))
    expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  }
  const reports: Report[] = Object.values(await deployment.reports())
  expect(reports.every(({ id }) => /^[0-9a-f]{16}$/.test(id))).toBe(true)
  expect(Object.fromEntries(reports.map(({ source, error }) => [source.uri.slice(13), error?.code]))).toEqual(keys)
  expect(await deployment.database.query("SELECT nspname FROM pg_namespace WHERE nspname ~ '^(t_|litelift)'")).toEqual(
    [],
  )

  const odd = `tenants/"; DROP SCHEMA public; --/d.db`
  await deployment.drop(odd, deviceFile(1))
  await deployment.queue.deliverNext()
  expect(await deployment.database.query('SELECT value FROM "t_""; DROP SCHEMA public; --".reading')).toEqual([
    { value: 1 },
  ])
})
