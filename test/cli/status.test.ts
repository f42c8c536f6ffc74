import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

test('shows what ran and what failed, newest first', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  expect((await litelift(['status', '--to', target.url])).stdout).toBe('No migrations\n')

  const good = folder.database('good.sqlite', SHOP)
  const bad = folder.database('bad.sqlite', "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('a' || char(0) || 'b')")
  const into = ['--to', target.url, '--schema', 'shop']
  expect(await litelift(['migrate', good, ...into])).toMatchObject({ code: 0 })
  expect(await litelift(['migrate', bad, ...into])).toMatchObject({ code: 1 })

  const { code, stdout } = await litelift(['status', '--to', target.url])
  expect(code).toBe(0)
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^id +state +when +rows$/)
  expect(lines[1]).toMatch(/^[0-9a-f]{8} +failed +\d{4}-\d\d-\d\dT[\d:]{8}Z$/)
  expect(lines[2]).toMatch(/^ {2}.*bad\.sqlite → shop, version sha256:[0-9a-f]+, value-invalid-text$/)
  expect(lines[3]).toMatch(/^[0-9a-f]{8} +published +\d{4}-\d\d-\d\dT[\d:]{8}Z +5$/)
  expect(lines[4]).toMatch(/^ {2}.*good\.sqlite → shop, version /)
  expect(lines).toHaveLength(5)

  const asJson = await litelift(['status', '--to', target.url, '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    migrations: [
      { state: 'failed', report: { outcome: 'failed' } },
      { state: 'published', rows: 5 },
    ],
  })
})
