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
  expect(lines[1]).toMatch(/bad\.sqlite .* shop +failed .*value-invalid-text$/)
  expect(lines[2]).toMatch(/good\.sqlite .* shop +published +5 +\d{4}-\d\d-\d\dT[\d:]{8}Z$/)
  expect(lines).toHaveLength(3)

  const asJson = await litelift(['status', '--to', target.url, '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    migrations: [
      { state: 'failed', report: { outcome: 'failed' } },
      { state: 'published', rows: 5 },
    ],
  })
})
