import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Account } from './account.ts'
import { serverFailed } from './failed.ts'

/**
 * The directory itself where the account can get at it; otherwise (a checkout under /root, say) one under /var/tmp
 * whose name is derived from it. /var/tmp and not /tmp because the data is to survive a reboot.
 */
export function reachableDirectory(directory: string, account: Account | null): string {
  const absolute = resolve(directory)
  try {
    makeFolder(dirname(absolute))
  } catch (cause) {
    throw serverFailed(`${dirname(absolute)} cannot be made (${(cause as NodeJS.ErrnoException).code})`, {
      hint: 'Run in a directory that you may write to, or give the URL of a PostgreSQL server of your own with --to.',
      cause,
    })
  }
  if (canEnter(dirname(absolute), account)) return absolute
  const digest = createHash('sha256').update(absolute).digest('hex').slice(0, 16)
  return join('/var/tmp', `litelift-postgres-data-${digest}`)
}

/** Asks the kernel rather than reading modes: access lists and mount options count too. */
export function canEnter(directory: string, account: Account | null): boolean {
  return spawnSync('sh', ['-c', 'cd -- "$1"', 'sh', directory], { ...account, cwd: '/' }).status === 0
}

/** With the folders above it. Not mkdir's own `recursive`, which never returns where the system says ENOENT of a folder whose parent is there, as below /proc. */
export function makeFolder(path: string): void {
  const isThere = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  if (isThere()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isThere()) throw error
  }
}
