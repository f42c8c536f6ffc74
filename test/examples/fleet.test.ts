import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { routes } from '../../examples/fleet/routes.ts'
import type { Route } from '../../lambda/intake/routes.ts'
import { litelift } from '../cli/run.ts'
import { createDatabase } from '../database.ts'
import { synthesise } from '../infra/synthesise.ts'
import { deploy } from '../lambda/deployment.ts'
import { scratchFolder } from '../scratch.ts'

const FOLDER = join(import.meta.dirname, '../../examples/fleet')
const PUMP = readFileSync(join(FOLDER, 'pump.sql'), 'utf8')
const BY_DEVICE =
  'SELECT device, count(*)::int AS readings, max(value) AS most FROM fleet.reading GROUP BY 1 ORDER BY 1'

test('the commands of the example bring two pumps into one table, and a changed one again', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const bring = (name: string, sql: string, device: string) =>
    litelift([
      'migrate',
      folder.database(name, sql),
      '--to',
      target.url,
      '--config',
      join(FOLDER, 'litelift.json'),
      '--set',
      `device=${device}`,
    ])
  expect(await bring('pump-1.db', PUMP, 'pump-1')).toMatchObject({ code: 0 })
  expect(await bring('pump-2.db', PUMP, 'pump-2')).toMatchObject({ code: 0 })
  const changed = await bring(
    'changed.db',
    `${PUMP}; UPDATE reading SET value = 99 WHERE id = 3; DELETE FROM reading WHERE id = 1`,
    'pump-1',
  )
  expect(changed).toMatchObject({ code: 0 })
  expect(changed.stdout).toMatch(/^with +device pump-1 in every key$/m)
  expect(await target.query(BY_DEVICE)).toEqual([
    { device: 'pump-1', readings: 2, most: 99 },
    { device: 'pump-2', readings: 3, most: 61.5 },
  ])
})

test('the routes of the example are those of a stack', () => {
  expect(() => synthesise({ routes })).not.toThrow()
})

test('a dropped file of each route is where the example says', async () => {
  for (const [route, key, query, rows] of [
    [routes[0]!, 'devices/pump-1/2026-11-02.db', BY_DEVICE, [{ device: 'pump-1', readings: 3, most: 61.5 }]],
    [routes[1]!, 'tenants/acme/shop.db', 'SELECT count(*)::int AS readings FROM t_acme.reading', [{ readings: 3 }]],
  ] as const) {
    await using deployment = await deploy(route as Partial<Route>)
    await deployment.drop(key, PUMP)
    await deployment.queue.deliverNext()
    expect(await deployment.database.query(query)).toEqual(rows)
  }
})
