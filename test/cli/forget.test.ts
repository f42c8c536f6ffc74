import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { until } from '../until.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { litelift } from './run.ts'
import { SHOP } from './shop.ts'

function configIn({ path }: { path: string }): string {
  const config = join(path, 'litelift.json')
  writeFileSync(config, JSON.stringify({ before: [AT_GATE] }))
  return config
}

async function status(
  target: TestDatabase,
): Promise<{ id: string; state: string; staged: number; finishedAt: string | null }[]> {
  const { stdout } = await litelift(['status', '--to', target.url, '--json'])
  return (
    JSON.parse(stdout) as { migrations: { id: string; state: string; staged: number; finishedAt: string | null }[] }
  ).migrations
}

test('what killed and stopped migrations left is shown with its size, and forgotten one by one or at once', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using gate = await closeGate(target)
  const config = configIn(folder)
  const files = new Map(
    ['killed', 'stopped'].map((name) => [name, folder.database(`${name}.sqlite`, `${SHOP} CREATE TABLE ${name} (n)`)]),
  )
  const args = (name: string) => ['migrate', files.get(name)!, '--to', target.url, '--schema', 's', '--config', config]
  const stopAt = async (name: string, signal: NodeJS.Signals) =>
    await litelift(args(name), {
      during: async ({ kill }) => {
        await gate.reached()
        kill(signal)
      },
    })
  await stopAt('stopped', 'SIGTERM')
  await stopAt('killed', 'SIGKILL')
  // The server looks every two seconds whether a client is still there.
  await until('the killed one is known to be', async () => (await status(target))[0]!.state === 'interrupted')
  const left = await status(target)
  expect(left.map(({ state, staged }) => ({ state, isStaged: staged > 0 }))).toEqual([
    { state: 'interrupted', isStaged: true },
    { state: 'stopped', isStaged: true },
  ])
  const shown = await litelift(['status', '--to', target.url])
  expect(shown.stdout).toMatch(/stopped .* 1 MB/)

  const [killed, stopped] = left as [(typeof left)[0], (typeof left)[0]]
  const one = await litelift(['forget', stopped.id.slice(0, 8), '--to', target.url])
  expect(one).toMatchObject({ code: 0, stdout: 'Forgotten: what was staged of 1 migration, 1 MB\n' })
  const rest = await litelift(['forget', '--stale', '--to', target.url, '--json'])
  expect(JSON.parse(rest.stdout)).toEqual({ format: 1, forgotten: [{ id: killed.id, staged: killed.staged }] })
  expect(await litelift(['forget', '--stale', '--to', target.url])).toMatchObject({
    code: 0,
    stdout: 'Nothing was left behind\n',
  })
  expect((await status(target)).map(({ state, staged }) => ({ state, staged }))).toEqual([
    { state: 'failed', staged: 0 },
    { state: 'failed', staged: 0 },
  ])
  const forgotten = await litelift(['status', '--to', target.url])
  expect(forgotten.stdout.match(/ forgotten /g)).toHaveLength(2)
  expect(forgotten.stdout).not.toContain('interrupted')
  expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname ~ '^litelift_'")).toEqual([])
  await gate.open()
  expect(await litelift(args('killed'))).toMatchObject({ code: 0 })
})

test('a migration that runs is not forgotten, and one that is not known is said to be none', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using gate = await closeGate(target)
  const config = configIn(folder)
  const running = await litelift(
    ['migrate', folder.database('a.sqlite', SHOP), '--to', target.url, '--schema', 's', '--config', config],
    {
      during: async () => {
        await gate.reached()
        const id = (await status(target))[0]!.id
        const refused = await litelift(['forget', id, '--to', target.url])
        expect(refused).toMatchObject({ code: 1, stdout: '' })
        expect(refused.stderr).toContain('litelift: migration-running: ')
        await gate.open()
      },
    },
  )
  expect(running).toMatchObject({ code: 0 })
  for (const args of [['0123456789abcdef'], ['short'], [], ['0123456789abcdef', '--stale']]) {
    const run = await litelift(['forget', ...args, '--to', target.url])
    expect(run).toMatchObject({ code: 2, stdout: '' })
  }
})

test('what another role left is refused once all of its own are forgotten', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  expect(
    await litelift(['migrate', folder.database('a.sqlite', SHOP), '--to', target.url, '--schema', 's']),
  ).toMatchObject({ code: 0 })
  const ids = ['00000000000000aa', '00000000000000bb', '00000000000000cc']
  for (const id of ids) {
    const query = id.endsWith('bb') ? target.query : target.admin
    await query(`CREATE SCHEMA litelift_${id}; CREATE TABLE litelift_${id}.s AS SELECT 1`)
    await target.query(
      `INSERT INTO litelift.migration SELECT (jsonb_populate_record(m, jsonb_build_object('id', $1::text, 'state', 'failed'))).*
         FROM litelift.migration m WHERE state = 'published'`,
      [id],
    )
  }
  const run = await litelift(['forget', '--stale', '--to', target.url])
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toContain('litelift: target-grant-missing: ')
  expect(run.stderr).toMatch(/What was left of 000000\w+ \(.*\) is gone\./)
  const left = await target.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^litelift_' ORDER BY 1",
  )
  expect(left.map(({ name }) => name)).toEqual([ids[0], ids[2]].map((id) => `litelift_${id}`))
})

test('what was published before a run that was stopped is published still', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await using gate = await closeGate(target)
  const file = folder.database('a.sqlite', SHOP)
  const args = ['migrate', file, '--to', target.url, '--schema', 's', '--mode', 'replace']
  expect(await litelift(args)).toMatchObject({ code: 0 })
  await litelift([...args, '--again', '--config', configIn(folder)], {
    during: async ({ kill }) => {
      await gate.reached()
      kill('SIGTERM')
    },
  })
  expect(await status(target)).toMatchObject([{ state: 'stopped' }])
  expect(await litelift(['forget', '--stale', '--to', target.url])).toMatchObject({ code: 0 })
  expect(await status(target)).toMatchObject([{ state: 'published', staged: 0 }])
  expect((await litelift(args)).stdout).toContain('Nothing to do')
})

test('of a migration that was published nothing is left, and it stays so', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('shop.sqlite', SHOP)
  const to = ['--to', target.url]
  const migrated = await litelift(['migrate', file, ...to, '--schema', 's', '--json'])
  const { id } = JSON.parse(migrated.stdout) as { id: string }
  const { code, stdout } = await litelift(['forget', id.slice(0, 8), ...to])
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `Nothing was left of ${id.slice(0, 8)} (${file}): it is published, and stays so; \`litelift migrate --again\` brings it once more\n`,
  })
})
