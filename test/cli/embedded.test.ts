import { spawn, spawnSync } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Embedded } from '../../cli/documents.ts'
import type { Report } from '../../engine/report/report.ts'
import { findRunning, stopRunning } from '../../local/postgres/running.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

test('without --to a PostgreSQL is started, stays, is taken again, and can be stopped as printed', async () => {
  using folder = scratchFolder({ open: true })
  const directory = join(folder.path, '.litelift', 'postgres')
  folder.database('shop.sqlite', SHOP)
  try {
    const first = await litelift(['migrate', 'shop.sqlite', '--json'], { cwd: folder.path })
    const { embedded, outcome } = JSON.parse(first.stdout) as Report & { embedded: Embedded }
    expect({ outcome, directory: embedded.directory }).toEqual({ outcome: 'published', directory })
    expect(first.stderr).toContain(`PostgreSQL was started at ${embedded.url}`)
    expect(first.stderr).toContain(embedded.stop)
    expect(await findRunning(directory)).not.toBeNull()

    const status = await litelift(['status'], { cwd: folder.path })
    expect(status.stderr).toBe(`PostgreSQL is running at ${embedded.url}\n`)
    expect(status.stdout).toContain('published')

    const verified = await litelift(['verify', 'shop.sqlite', '--to', embedded.url], { cwd: folder.path })
    expect(verified).toMatchObject({ code: 0, stderr: '' })

    const stopped = await litelift(['stop'], { cwd: folder.path })
    expect(stopped).toEqual({ code: 0, signal: null, stdout: `Stopped: ${directory}\n`, stderr: '' })
    expect(await findRunning(directory)).toBeNull()
    const again = await litelift(['stop', '--json'], { cwd: folder.path })
    expect(JSON.parse(again.stdout)).toEqual({ format: 1, directory, wasRunning: false })

    const taken = await litelift(['status'], { cwd: folder.path })
    expect(taken.stderr).toContain('PostgreSQL was started at')
    expect(spawnSync('sh', ['-c', embedded.stop]).status).toBe(0)
    await expect.poll(() => findRunning(directory), { timeout: 60_000 }).toBeNull()
  } finally {
    await stopRunning(directory)
  }
})

test('a process that took the id of a server which went down with its machine is not stopped', async () => {
  using folder = scratchFolder({ open: true })
  await mkdir(join(folder.path, '.litelift/postgres'), { recursive: true })
  const bystander = spawn('sleep', ['60'])
  const lines = [bystander.pid, '', '', 1, '', '', '', 'ready   ']
  await writeFile(join(folder.path, '.litelift/postgres/postmaster.pid'), `${lines.join('\n')}\n`)
  const { code, stdout } = await litelift(['stop'], { cwd: folder.path })
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('No PostgreSQL runs: ') as string })
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull()
  bystander.kill()
})

test('a migration ends with how its server is reached and stopped', async () => {
  using folder = scratchFolder({ open: true })
  folder.database('shop.sqlite', SHOP)
  try {
    const { stdout } = await litelift(['migrate', 'shop.sqlite'], { cwd: folder.path })
    expect(stdout).toMatch(
      /\nopen it: {2}postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/postgres\nstop it: {2}litelift stop, /,
    )
  } finally {
    await litelift(['stop'], { cwd: folder.path })
  }
})

test('for a file that is none no server is made', async () => {
  using folder = scratchFolder({ open: true })
  folder.file('text.sqlite', 'no database at all')
  const run = await litelift(['migrate', 'text.sqlite', '--report', 'r.html'], { cwd: folder.path })
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toMatch(/^litelift: file-not-sqlite: .*\n {2}file: .*text\.sqlite\n/m)
  const { stdout } = await litelift(['migrate', 'text.sqlite', '--json'], { cwd: folder.path })
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', error: { code: 'file-not-sqlite' } })
  expect(await readdir(folder.path)).toEqual(['r.html', 'text.sqlite'])
})

test('where there is none, nothing is stopped, and nothing is made', async () => {
  using folder = scratchFolder({ open: true })
  expect(await litelift(['stop'], { cwd: folder.path })).toMatchObject({ code: 0, stderr: '' })
  expect(await readdir(folder.path)).toEqual([])
})

test('where its directory cannot be made it says so', async () => {
  using folder = scratchFolder({ open: true })
  folder.database('shop.sqlite', SHOP)
  await writeFile(join(folder.path, '.litelift'), '')
  const { code, stderr } = await litelift(['migrate', 'shop.sqlite'], { cwd: folder.path })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^litelift: local-server-failed: .*\.litelift cannot be made \(EEXIST\)/)
})

test.skipIf(process.platform !== 'linux')('where nothing can be made at all it says so, too', async () => {
  using folder = scratchFolder({ open: true })
  const file = folder.database('shop.sqlite', SHOP)
  const { code, stderr } = await litelift(['migrate', file], { cwd: '/proc' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^litelift: local-server-failed: \/proc\/\.litelift cannot be made \(/)
})

test('a cluster whose making was killed is removed by the next one', async () => {
  using folder = scratchFolder({ open: true })
  folder.database('shop.sqlite', SHOP)
  const state = join(folder.path, '.litelift')
  const begun = async () => (await readdir(state).catch(() => [])).filter((name) => name.startsWith('postgres.new-'))
  try {
    const killed = await litelift(['migrate', 'shop.sqlite'], {
      cwd: folder.path,
      async during({ kill }) {
        await expect.poll(begun, { timeout: 60_000, interval: 20 }).toHaveLength(1)
        kill('SIGKILL')
      },
    })
    expect(killed).toMatchObject({ signal: 'SIGKILL' })
    expect(await begun()).toHaveLength(1)
    expect(await litelift(['migrate', 'shop.sqlite'], { cwd: folder.path })).toMatchObject({ code: 0 })
    expect(await readdir(state)).toEqual(['postgres'])
  } finally {
    await stopRunning(join(state, 'postgres'))
  }
})
