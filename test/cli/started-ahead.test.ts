import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SqliteProcess } from '../../engine/source/sqlite/sqlite-process.ts'
import { startAhead, startedProcess } from '../../engine/source/sqlite/started-process.ts'
import { builtCommand } from '../command.ts'
import { scratchFolder } from '../scratch.ts'
import { until } from '../until.ts'

const isElsewhere = process.platform !== 'linux'

/** Processes for SQLite that a process started, also of one that is gone: the last that each is told is whose it is (man 5 proc: cmdline). */
function startedBy(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => /\/child\.(?:mjs|ts)\0(\d+)\0$/.exec(commandLine(one))?.[1] === String(pid))
}

/** '' of a process that is gone, or about to be. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** Standard input stays open. */
async function start(args: string[], env = process.env) {
  const running = spawn(process.execPath, [await builtCommand(), ...args], { stdio: ['pipe', 'ignore', 'ignore'], env })
  return { running, pid: running.pid!, ended: once(running, 'exit') }
}

const nothingRuns = (pid: number) =>
  until('nothing that it started runs', () => Promise.resolve(startedBy(pid).length === 0))

test
  .skipIf(isElsewhere)
  .for([
    ['migrate', 'shop.sqlite', '--no-such-option'],
    ['plan', 'shop.sqlite', '--workers', '0'],
    ['verify'],
    ['plan', '/nowhere/shop.sqlite'],
  ])('a command that does not come to read a file leaves no process: %s %s %s', async (args) => {
  const { pid, ended } = await start(args)
  expect(await ended).not.toEqual([0, null])
  await nothingRuns(pid)
})

test.skipIf(isElsewhere).for(['SIGINT', 'SIGKILL'] as const)(
  'nor does one that %s ends while it loads',
  async (signal) => {
    using folder = scratchFolder()
    const { running, pid, ended } = await start(['plan', '-'], { ...process.env, TMPDIR: folder.path })
    await until('its process is there', () => Promise.resolve(startedBy(pid).length > 0))
    running.kill(signal)
    expect(await ended).toEqual([null, signal])
    await nothingRuns(pid)
  },
)

test.skipIf(isElsewhere)('a command has one process for SQLite', async () => {
  using folder = scratchFolder()
  const { running, pid, ended } = await start(['plan', folder.database('shop.sqlite', 'CREATE TABLE t (a TEXT)')])
  const seen = new Set<number>()
  await until('it ends', () => {
    for (const child of startedBy(pid)) seen.add(child)
    return Promise.resolve(running.exitCode !== null)
  })
  expect(await ended).toEqual([0, null])
  expect(seen.size).toBe(1)
})

test('who takes it first has it, also after the scope', async () => {
  const ahead = startAhead()
  const children = [startedProcess(), startedProcess()]
  ahead![Symbol.dispose]()
  expect(children[0]!.pid).not.toBe(children[1]!.pid)
  expect(children.map(({ killed }) => killed)).toEqual([false, false])
  for (const child of children) {
    child.kill('SIGKILL')
    expect(await once(child, 'close')).toEqual([null, 'SIGKILL'])
  }
})

test.skipIf(isElsewhere)('in the place of one that has ended by then comes another', async () => {
  using _ = startAhead()
  const [child] = startedBy(process.pid)
  process.kill(child!, 'SIGKILL')
  // Until this process was told so.
  await until('it is gone', () => Promise.resolve(!existsSync(`/proc/${child}`)))
  await using sqlite = new SqliteProcess()
  expect(await sqlite.call('executable', [], { doing: 'reading' }).catch((error: unknown) => error)).toMatchObject({
    code: 'internal',
  })
})
