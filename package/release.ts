import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mayFollow, released } from './release/changelog.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * `npm run release -- 1.2.3`: the changelog, package.json, its lock and engine/version.ts say the version, in a commit with its tag. Pushing the tag publishes it
 * (.github/workflows/release.yml); nothing leaves the machine here.
 */
function release(version: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' })
  if (git('status', '--porcelain') !== '') throw new Error('there are changes that are not committed')
  const { version: last } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  if (!mayFollow(version, last)) throw new Error(`${version} is no version that follows ${last}`)
  const changelog = join(ROOT, 'CHANGELOG.md')
  writeFileSync(changelog, released(readFileSync(changelog, 'utf8'), version, new Date().toISOString().slice(0, 10)))
  for (const name of ['package.json', 'package-lock.json']) {
    const path = join(ROOT, name)
    // Not by npm, which would write the rest of the lock anew as well. The lock says its own version twice, before any other.
    let left = name === 'package.json' ? 1 : 2
    const text = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      text.replaceAll(`"version": "${last}"`, (found) => (left-- > 0 ? `"version": "${version}"` : found)),
    )
  }
  const own = join(ROOT, 'engine/version.ts')
  writeFileSync(own, readFileSync(own, 'utf8').replace(`'${last}'`, `'${version}'`))
  git('commit', '--quiet', '--all', '--message', `Release ${version}`)
  git('tag', '--annotate', `v${version}`, '--message', `litelift ${version}`)
  process.stdout.write(`Committed and tagged. To publish it: git push origin HEAD v${version}\n`)
}

try {
  release(process.argv[2] ?? '')
} catch (error) {
  process.stderr.write(`release: ${(error as Error).message}\n`)
  process.exitCode = 1
}
