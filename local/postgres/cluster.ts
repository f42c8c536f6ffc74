import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { temporaryDirectory } from '../../engine/temporary.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { writeCredentials } from './credentials.ts'
import { serverFailed } from './failed.ts'

interface Cluster {
  directory: string
  binaries: Binaries
  account: Account | null
}

// PostgreSQL 17 and later bring C.UTF-8 along; earlier ones need it from the machine, which may not have it.
const LOCALES = [
  ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ['--locale=C.UTF-8'],
  ['--locale=C'],
]

/**
 * Makes a cluster in the directory unless it has one. The cluster and its password appear by one rename, so two
 * processes that start on the same directory get the same cluster, and an interrupted one leaves nothing half made: the next one
 * removes what it began.
 */
export async function initialiseCluster({ directory, binaries, account }: Cluster): Promise<void> {
  if (existsSync(join(directory, 'PG_VERSION'))) return
  await using staging = await temporaryDirectory(dirname(directory), `${basename(directory)}.new-`)
  // The server's user passes through, and owns what lies within.
  await chmod(staging.path, 0o711)
  const password = randomBytes(18).toString('hex')
  const passwordFile = join(staging.path, 'password')
  const data = join(staging.path, 'data')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  await mkdir(data, 0o700)
  if (account) for (const path of [passwordFile, data]) await chown(path, account.uid, account.gid)
  await initdb(binaries, account, [`--pgdata=${data}`, `--pwfile=${passwordFile}`])
  await writeCredentials(data, { password, port: null })
  await rename(data, directory).catch((cause: NodeJS.ErrnoException) => {
    if (existsSync(join(directory, 'PG_VERSION'))) return
    throw serverFailed(`${directory} holds something other than a PostgreSQL cluster`, {
      hint: 'Name an empty directory, or one that does not exist.',
      cause,
    })
  })
}

/** --no-sync: a machine that crashes within the first second loses a cluster in which nothing is yet. */
async function initdb(binaries: Binaries, account: Account | null, args: string[]): Promise<void> {
  const common = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-sync', ...args]
  let said = ''
  for (const locale of LOCALES) {
    const { code, output } = await run(binaries.initdb, [...common, ...locale], account)
    if (code === 0) return
    said = output
  }
  throw serverFailed('initdb failed', { output: said, programs: dirname(dirname(binaries.initdb)) })
}

function run(command: string, args: string[], account: Account | null) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, args, { ...account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (output += String(chunk)))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
