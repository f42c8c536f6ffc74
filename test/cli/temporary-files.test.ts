import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryDirectory } from '../../engine/temporary.ts'
import { holdCheckpoints } from '../checkpoint-gate.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

const WIDE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
  INSERT INTO t SELECT i, printf('row %d of this table', i) FROM n;`

describe('a migration that is ended leaves no private copy', () => {
  test.each([
    [['SIGINT', 'SIGINT']],
    [['SIGTERM', 'SIGHUP']],
    [['SIGHUP', 'SIGTERM']],
    [['SIGKILL']],
  ] as NodeJS.Signals[][][])('by %j', async (signals) => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    await using gate = await holdCheckpoints(target)
    const file = folder.database('big.sqlite', WIDE)
    const args = ['migrate', file, '--to', target.url, '--schema', 's', '--json']
    const env = { TMPDIR: folder.path }
    const ended = await litelift(args, {
      env,
      async during({ kill, said }) {
        await gate.reached()
        expect(await readdir(folder.path)).toHaveLength(2)
        kill(signals[0]!)
        if (signals[1] === undefined) return
        await said('Stopping at the next checkpoint')
        kill(signals[1])
      },
    })
    expect(ended).toMatchObject({ code: null, signal: signals.at(-1) })
    await gate.open()
    // Only a process that is killed outright cannot clean up itself.
    expect(await readdir(folder.path)).toHaveLength(signals[0] === 'SIGKILL' ? 2 : 1)
    const status = async () => JSON.parse((await litelift(['status', '--to', target.url, '--json'])).stdout) as unknown
    // The server notices the end of a session when it next looks.
    await expect.poll(status, { timeout: 20_000 }).toMatchObject({ migrations: [{ state: 'interrupted' }] })
    expect((await litelift(['status', '--to', target.url])).stdout).toContain(' interrupted ')
    expect(await litelift(args, { env })).toMatchObject({ code: 0 })
    expect(await readdir(folder.path)).toEqual(['big.sqlite'])
  })

  test('one that runs is not interrupted', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    await using gate = await holdCheckpoints(target)
    const file = folder.database('big.sqlite', WIDE)
    let shown = ''
    await litelift(['migrate', file, '--to', target.url, '--schema', 's'], {
      async during() {
        await gate.reached()
        shown = (await litelift(['status', '--to', target.url])).stdout
        await gate.open()
      },
    })
    expect(shown).toContain(' running ')
  })
})

describe('what a killed owner left', () => {
  test('is removed by the next one, and nothing of the living, of another machine or of somebody else', async () => {
    using folder = scratchFolder()
    await using mine = await temporaryDirectory(folder.path)
    const [, where, pid, started] = /^litelift-(\w+)-(\d+)-(\d+)-/.exec(basename(mine.path))!
    const kept = [
      `litelift-${where}-${pid}-${started}-aaaaaa`,
      `litelift-${where === '0'.repeat(12) ? '1'.repeat(12) : '0'.repeat(12)}-4194305-1-aaaaaa`,
      'litelift-demo-aaaaaa',
      'litelift-aaaaaa',
    ]
    const gone = [`litelift-${where}-4194305-1-aaaaaa`, `litelift-${where}-${pid}-${Number(started) + 1}-aaaaaa`]
    for (const name of [...kept, ...gone]) await mkdir(join(folder.path, name))
    await writeFile(join(folder.path, gone[0]!, 'copy'), 'x')
    {
      await using _ = await temporaryDirectory(folder.path)
    }
    expect(await readdir(folder.path)).toEqual([...kept, basename(mine.path)].toSorted())
  })

  test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'is left alone where it belongs to another user, and in another namespace of processes',
    async () => {
      using folder = scratchFolder({ open: true })
      await chmod(folder.path, 0o777)
      await using mine = await temporaryDirectory(folder.path)
      const [, where] = /^litelift-(\w+)-/.exec(basename(mine.path))!
      const others = `litelift-${where}-4194305-1-others`
      execFileSync('sh', ['-c', `mkdir "$0" && chown 65534 "$0"`, join(folder.path, others)])
      const script = `import { temporaryDirectory } from '${join(import.meta.dirname, '../../engine/temporary.ts')}'; await temporaryDirectory(process.argv[1])`
      const node = [process.execPath, '--input-type=module', '-e', script, folder.path]
      try {
        execFileSync('unshare', ['--pid', '--fork', '--mount-proc', ...node])
      } catch {
        execFileSync(node[0]!, node.slice(1))
      }
      expect(await readdir(folder.path)).toEqual(expect.arrayContaining([others, basename(mine.path)]))
    },
  )

  test('is a cluster half made', async () => {
    using folder = scratchFolder({ open: true })
    await using mine = await temporaryDirectory(folder.path, 'postgres.new-')
    const left = basename(mine.path).replace(/-\d+-\d+-\w+$/, '-4194305-1-aaaaaa')
    await mkdir(join(folder.path, left))
    {
      await using _ = await temporaryDirectory(folder.path, 'postgres.new-')
    }
    expect(await readdir(folder.path)).toEqual([basename(mine.path)])
  })
})

describe('a directory for temporary files that is of no use is one clear error', () => {
  const asUser = process.getuid?.() !== 0

  test.each([
    ['missing', async (path: string) => `${path}/missing`, 'ENOENT'],
    [
      'a file',
      async (path: string) => {
        await writeFile(`${path}/file`, '')
        return `${path}/file`
      },
      'ENOTDIR',
    ],
    ['of the system', async () => '/proc', 'ENOENT'],
    ...(asUser ? [['read-only', async (path: string) => chmod(path, 0o500).then(() => path), 'EACCES'] as const] : []),
  ] as const)('%s', async (_, make, why) => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    using tmp = scratchFolder()
    const file = folder.database('shop.sqlite', SHOP)
    const env = { TMPDIR: await make(tmp.path) }
    for (const command of ['migrate', 'plan', 'verify']) {
      const { code, stderr } = await litelift([command, file, '--to', target.url, '--schema', 's'], { env })
      expect({ command, code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(why) as string })
      expect(stderr.split(': ')).toContain('disk-unavailable')
    }
  })

  test('a full one', async ({ skip }) => {
    using folder = scratchFolder()
    using tmp = scratchFolder()
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', tmp.path], { stdio: 'ignore' })
    } catch {
      return skip('only root on Linux may mount a disk that is small')
    }
    try {
      // The copy does not fit; a packed file's content does not; a copy of a table beside it does not; the database of a dump does not.
      const [big, virtual] = [folder.database('big.sqlite', WIDE), folder.database('v.sqlite', VIRTUAL)]
      execFileSync('sh', ['-c', 'gzip -k -9 "$0"', big])
      const dump = join(folder.path, 'dump.sql')
      await writeFile(dump, `CREATE TABLE t (a);\n${`INSERT INTO t VALUES ('${'a'.repeat(1000)}');\n`.repeat(600)}`)
      for (const file of [big, `${big}.gz`, virtual, dump]) {
        const { code, stderr } = await litelift(['plan', file], { env: { TMPDIR: tmp.path } })
        expect({ file, code, stderr }).toMatchObject({ code: 1 })
        expect(stderr).toMatch(/^litelift: file-too-large: /)
        expect(await readdir(tmp.path)).toEqual([])
      }
    } finally {
      execFileSync('umount', [tmp.path])
    }
  })
})

/** 600 KB, whose virtual column is computed into a copy of its own. */
const VIRTUAL = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, v TEXT AS (a || a) VIRTUAL);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
  INSERT INTO t (a) SELECT printf('%01000d', i) FROM n;`
