import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { startPostgres } from '../../local/postgres/postgres.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile({ open: true })
const TEMPORARY = { temporary: true, settings: { fsync: 'off' } }

test('two starts at once on one directory share one cluster and one server', async () => {
  const directory = newDirectory()
  const both = await Promise.all([
    startPostgres({ directory, ...TEMPORARY }),
    startPostgres({ directory, ...TEMPORARY }),
  ])
  await using owner = both.find(({ reused }) => !reused)!

  expect(both.filter(({ reused }) => reused)).toHaveLength(1)
  expect(both[0].url).toBe(both[1].url)
  expect(statSync(join(directory, 'litelift.json')).mode & 0o777).toBe(0o600)
  expect(await answer(owner.url)).toEqual({ encoding: 'UTF8', address: '127.0.0.1', lower: 'ä' })
})

test('a server ends with the process that started it, even one that is killed', async () => {
  const directory = newDirectory()
  const options = JSON.stringify({ directory, ...TEMPORARY })
  const script = `
    import { startPostgres } from '${new URL('../../local/postgres/postgres.ts', import.meta.url).href}'
    await startPostgres(${options})
    process.stdout.write('started')
    setInterval(() => {}, 1000)`
  const owner = spawn(execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(owner.stdout, 'data')

  owner.kill('SIGKILL')

  await expect.poll(() => existsSync(directory), { timeout: 60_000 }).toBe(false)
})

test('a given port that is taken is an error that says so; any other port will do then', async () => {
  await using first = await startPostgres({ directory: newDirectory(), ...TEMPORARY })
  const second = newDirectory()

  const clash = startPostgres({ directory: second, port: first.port, ...TEMPORARY })

  await expect(clash).rejects.toMatchObject({
    code: 'local-server-failed',
    message: expect.stringContaining('could not bind'),
  })
  await (await startPostgres({ directory: second, ...TEMPORARY })).stop()
  expect(existsSync(second)).toBe(false)
})

function newDirectory(): string {
  return join(scratch, randomUUID())
}

async function answer(url: string): Promise<unknown> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS address,
              lower('Ä') AS lower`,
    )
    return rows[0]
  } finally {
    await client.end()
  }
}
