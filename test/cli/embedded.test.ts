import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Embedded } from '../../cli/target.ts'
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
    expect(status.stderr).toContain(`PostgreSQL is running at ${embedded.url}`)
    expect(status.stdout).toContain('published')

    const verified = await litelift(['verify', 'shop.sqlite', '--to', embedded.url], { cwd: folder.path })
    expect(verified).toMatchObject({ code: 0, stderr: '' })

    expect(spawnSync('sh', ['-c', embedded.stop]).status).toBe(0)
    await expect.poll(() => findRunning(directory), { timeout: 60_000 }).toBeNull()
  } finally {
    await stopRunning(directory)
  }
})
