import { writeFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PlannedFile } from '../../engine/plan-file.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

const OPTIONS = {
  schema: 't_{tenant}',
  addColumns: {
    device: { value: '{device}', type: 'integer', key: true },
    received: '{lastModified}',
    of: '{stem}/{name}',
  },
}

test('--set gives placeholders their values, and plan, migrate and verify speak of the rows of one source', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('shop.v1.sqlite', SHOP)
  await utimes(file, 0, Date.UTC(2026, 10, 2) / 1000)
  const config = join(folder.path, 'litelift.json')
  await writeFile(config, JSON.stringify(OPTIONS))
  const of = (device: string) => [
    file,
    '--to',
    target.url,
    '--config',
    config,
    '--set',
    'tenant=acme',
    '--set',
    `device=${device}`,
  ]
  const run = async (command: string, device: string, ...more: string[]) => {
    const { code, stdout } = await litelift([command, ...of(device), ...more, '--json'])
    return { code, result: JSON.parse(stdout) as unknown }
  }
  expect((await run('migrate', '42')).result).toMatchObject({
    outcome: 'published',
    target: { schema: 't_acme' },
  })
  expect(await target.query('SELECT DISTINCT device, received, "of" FROM t_acme.customer')).toEqual([
    { device: 42, received: new Date('2026-11-02T00:00:00Z'), of: 'shop.v1/shop.v1.sqlite' },
  ])

  const plan = await litelift(['plan', ...of('43'), '--mode', 'truncate'])
  expect(plan.stdout).toMatch(/^ {2}device +\(added\) +→ +integer not null +43 in all rows, part of every key$/m)
  expect(plan.stdout).toContain('would be: 2 inserted')
  const planned = (await run('plan', '42', '--mode', 'truncate')).result as PlannedFile
  expect(planned.plan.tables[0]!.constants[0]).toEqual({ name: 'device', type: 'integer', value: '42', isKey: true })
  expect(planned.changes?.map(({ counts }) => counts?.deleted)).toEqual([2, 3])

  // Nobody else has the rows of device 43.
  expect((await run('migrate', '43', '--mode', 'truncate')).result).toMatchObject({ outcome: 'published' })
  await target.query(`UPDATE t_acme.customer SET name = 'Eve' WHERE id = 2 AND device = 42`)
  expect(await run('verify', '43')).toMatchObject({ code: 0, result: { equal: true } })
  expect(await run('verify', '42')).toMatchObject({ code: 1, result: { equal: false } })
  expect(await run('verify', '44')).toMatchObject({
    code: 1,
    result: { tables: [{ rows: { file: 2, target: 0 } }, {}] },
  })

  // A copy that is called and dated otherwise is the same file; another device is another order.
  const copy = folder.database('copy.sqlite', SHOP)
  const again = await litelift(['migrate', copy, ...of('43').slice(1), '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'already-published' })
})

test.for([
  [['--schema', 't_{tenant}'], 'placeholder-missing'],
  [['--schema', 't_{tenant}', '--set', 'tenant='], 'placeholder-refused'],
  [['--schema', 't_{tenant}', '--set', 'tenant'], 'option-invalid'],
  [['--schema', 't_{tenant}', '--set', 'tenant=a', '--set', 'tenant=b'], 'option-invalid'],
  [['--schema', 't_{tenant'], 'option-invalid'],
  [['--schema', 't_{tenant}', '--set', 'tenant=a', '--set', 'tenent=b'], 'option-invalid'],
] as const)('2 with %j: %s', async ([args, code]) => {
  using folder = scratchFolder()
  const run = await litelift(['plan', folder.database('shop.sqlite', SHOP), ...args, '--json'])
  expect(run.code).toBe(2)
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { code } })
})
