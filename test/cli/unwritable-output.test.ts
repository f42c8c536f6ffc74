import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'

const PROGRAM = join(import.meta.dirname, '..', '..', 'cli', 'litelift.mjs')

/** Runs a line of bash in which `litelift` is the command line; the last line of `stdout` is its exit code. */
function bash(line: string, env: Record<string, string>): { code: number; stdout: string; stderr: string } {
  const script = `litelift() { "$NODE" "$PROGRAM" "$@"; }; ${line}; printf "\\ncode %s\\n" \${PIPESTATUS[0]}`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, PROGRAM, ...env },
  })
  return { code: Number(/^code (\d+)$/m.exec(stdout)?.[1]), stdout, stderr }
}

describe.runIf(existsSync('/dev/full'))('what was published is 0, whoever reads', () => {
  test.each([
    ['--json > /dev/full', 'The result could not be written: ENOSPC'],
    ['> /dev/full', 'The result could not be written: ENOSPC'],
    ['--json > /dev/full 2> /dev/full', ''],
    ['2> /dev/full', ''],
    ['2>&-', ''],
    ['>&- 2>&-', ''],
    ['2>&1 | head -1', ''],
    ['2> >(head -1 >&2)', ''],
    ['--json | head -c 1', ''],
    ['--report /dev/full/x.html', 'The report could not be written'],
  ])('%s', async (redirected, said) => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const env = { FILE: folder.database('shop.sqlite', SHOP), URL: target.url, TMPDIR: folder.path }
    const { code, stderr } = bash(`litelift migrate "$FILE" --to "$URL" --schema s ${redirected}`, env)
    expect(stderr).not.toMatch(/^\s+at |Error:|internal/m)
    expect(await readdir(folder.path)).toEqual(['shop.sqlite'])
    expect(code).toBe(0)
    expect(stderr).toContain(said)
    expect(await target.query('SELECT count(*)::int AS rows FROM s."order"')).toEqual([{ rows: 3 }])
  })

  test('what only prints fails where it cannot', async () => {
    await using target = await createDatabase()
    using folder = scratchFolder()
    const env = { FILE: folder.database('shop.sqlite', SHOP), URL: target.url, TMPDIR: folder.path }
    for (const command of ['plan "$FILE"', 'status --to "$URL"', 'schema']) {
      const { code, stderr } = bash(`litelift ${command} > /dev/full`, env)
      expect({ command, code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOSPC') as string })
    }
    expect(await readdir(folder.path)).toEqual(['shop.sqlite'])
  })
})
