import { accessSync, constants, lstatSync, statSync } from 'node:fs'
import { chmod, cp, readdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { temporaryDirectory } from '../../engine/temporary.ts'
import type { Account } from './account.ts'
import { serverFailed } from './failed.ts'
import { canEnter, makeFolder } from './reach.ts'
import { addSymlinks } from './symlinks.ts'

/**
 * A copy of the server's programs where the account can run them, made once a version; one that is not whole any more is made
 * again. It lies in the user's folder for caches and not in that for temporary files, of which macOS removes what was not used for three days.
 */
export async function privateCopy(native: string, version: string, account: Account | null): Promise<string> {
  const target = `${placeOfCopies(account)}-${version}-${process.platform}-${process.arch}-${process.getuid?.() ?? 0}`
  if (isOurs(target) && (await addSymlinks(target)) && (await isWhole(target, native))) return target

  await using staging = await temporaryDirectory(dirname(target), `${basename(target)}.new-`)
  // The account passes through.
  await chmod(staging.path, 0o711)
  const copy = join(staging.path, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  await addSymlinks(copy)
  await makeReadable(copy)
  // A server that runs from it keeps the files that it has open.
  if (isOurs(target)) await rename(target, join(staging.path, 'damaged')).catch(unless('ENOENT'))
  // Another process may have been as quick.
  await rename(copy, target).catch(unless('ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'EACCES'))
  if (isOurs(target)) return target
  throw serverFailed(`${target} belongs to someone else`, {
    hint: 'Remove it, or let XDG_CACHE_HOME name a folder of your own.',
  })
}

/** The user's own; for root, whose folder PostgreSQL's user cannot enter, and for users without one, a folder that outlives a reboot. */
function placeOfCopies(account: Account | null): string {
  const own = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'litelift')
  try {
    makeFolder(own)
    accessSync(own, constants.W_OK)
    if (canEnter(own, account)) return join(own, 'postgres')
  } catch {
    // The other one, then.
  }
  return '/var/tmp/litelift-postgres'
}

/** The name can be guessed and /var/tmp is open to all: a folder that another user put there must not be run. */
function isOurs(directory: string): boolean {
  const stat = lstatSync(directory, { throwIfNoEntry: false })
  return stat !== undefined && stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid())
}

/** Has every file of the original in its size, links followed. 1,050 files, 20 to 60 ms. */
async function isWhole(copy: string, native: string): Promise<boolean> {
  const entries = await readdir(native, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .every((path) => sizeOf(join(copy, path.slice(native.length))) === sizeOf(path))
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/** npm under umask 077 leaves files that only root may read. */
async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) await makeReadable(path)
    else if (entry.isFile()) await chmod(path, basename(directory) === 'bin' ? 0o755 : 0o644)
  }
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error
  }
}
