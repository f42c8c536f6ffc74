import { expect, test } from 'vitest'
import type { Finding } from '../../engine/doctor.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { litelift } from './run.ts'

async function examined(
  target: Pick<TestDatabase, 'url'>,
  ...args: string[]
): Promise<{ code: number | null; of: Record<string, Finding> }> {
  const run = await litelift(['doctor', '--to', target.url, '--json', ...args])
  const { findings } = JSON.parse(run.stdout) as { findings: Finding[] }
  return { code: run.code, of: Object.fromEntries(findings.map((one) => [one.what, one])) }
}

test('a target that is ready is said to be, thing by thing', async () => {
  await using target = await createDatabase()
  const { code, stdout, stderr } = await litelift(['doctor', '--to', target.url, '--schema', 's'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual([
    'ok login',
    'ok server',
    'ok ledger',
    'ok connections',
    'ok locks',
    'ok transactions',
    'ok space',
  ])
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(120)
  expect(await target.query("SELECT FROM pg_namespace WHERE nspname LIKE 'litelift%'")).toEqual([])
})

test('what is in the way is said with its fix, which mends it', async () => {
  await using target = await createDatabase()
  const { user, database } = target.settings
  await target.admin(`REVOKE CREATE ON DATABASE ${database} FROM ${user}; ALTER ROLE ${user} CONNECTION LIMIT 3`)
  const ill = await examined(target)
  expect(ill.code).toBe(1)
  expect(ill.of).toMatchObject({
    login: { state: 'ok' },
    server: { state: 'failed', fix: expect.stringContaining(`GRANT CREATE ON DATABASE ${database}`) as string },
    connections: { state: 'warning' },
  })
  const [, grant] = /^Run as its owner: (.*)$/.exec(ill.of['server']!.fix!)!
  await target.admin(`${grant} ALTER ROLE ${user} CONNECTION LIMIT -1`)
  expect(await examined(target, '--schema', 's')).toMatchObject({ code: 0, of: { server: { state: 'ok' } } })
})

test('transactions that stay open, and what earlier migrations left, are warned of', async () => {
  await using target = await createDatabase()
  await using other = await connect(target.settings, 'a report')
  await other.client.query('BEGIN; SELECT 1')
  await target.query('CREATE SCHEMA litelift_0123456789abcdef; CREATE TABLE litelift_0123456789abcdef.t (n int)')
  expect(await examined(target, '--schema', 's')).toMatchObject({
    code: 0,
    of: {
      transactions: { state: 'ok' },
      space: { state: 'warning', fix: expect.stringContaining('litelift forget --stale') as string },
    },
  })
})

test.each([
  ['postgres://u:p@127.0.0.1:1/d', 'cannot be reached'],
  ['postgres://nobody_of_that_name:p@HOST/d', 'login'],
])('a target that cannot be logged in to says why: %s', async (url, why) => {
  await using target = await createDatabase()
  const { host, port } = target.settings
  const run = await litelift(['doctor', '--to', url.replace('HOST', `${host}:${port}`)])
  expect(run.code).toBe(1)
  expect(run.stdout).toMatch(/^failed +login/)
  expect(run.stdout).toContain(why)
  expect(run.stdout).toContain('What to do: ')
})
