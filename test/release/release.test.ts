import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mayFollow, notesOf, released } from '../../package/release/changelog.ts'
import { scratchFolder } from '../scratch.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('a release', () => {
  const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n'

  test('has what the changelog says of it as its notes', () => {
    const after = released(CHANGELOG, '0.2.0', '2026-11-27')
    expect(notesOf(after, '0.2.0')).toBe('- New.')
    expect(notesOf(after, '0.1.0')).toBe('- Old.')
    expect(notesOf(after, 'Unreleased')).toBe('')
    expect(() => notesOf(after, '9.9.9')).toThrow('no heading')
    expect(() => released(after, '0.3.0', '2026-11-28')).toThrow('no change')
  })

  test.each([
    ['0.2.0', '0.1.9', true],
    ['1.0.0', '1.0.0-rc.1', true],
    ['1.0.0-rc.2', '1.0.0-rc.1', true],
    ['0.1.0', '0.1.0', false],
    ['0.1.0', '0.2.0', false],
    ['v1.0.0', '0.1.0', false],
    ['1.0', '0.1.0', false],
    ['', '0.1.0', false],
  ])('%s after %s: %s', (version, last, may) => expect(mayFollow(version, last)).toBe(may))

  test('is a commit and a tag, in which changelog, package.json and lock agree', () => {
    using folder = scratchFolder()
    for (const name of ['package', 'engine/version.ts', 'CHANGELOG.md', 'package.json', 'package-lock.json'])
      cpSync(join(ROOT, name), join(folder.path, name), { recursive: true })
    const run = (...command: string[]) =>
      execFileSync(command[0]!, command.slice(1), {
        cwd: folder.path,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    run('git', 'init', '--quiet')
    run('git', 'config', 'user.email', 'release@example.com')
    run('git', 'config', 'user.name', 'release')
    run('git', 'add', '--all')
    run('git', 'commit', '--quiet', '--message', 'all')
    expect(run(process.execPath, 'package/release.ts', '7.0.0')).toContain('git push origin HEAD v7.0.0')
    expect(run('git', 'tag')).toBe('v7.0.0\n')
    const [manifest, lock] = ['package.json', 'package-lock.json'].map(
      (name) =>
        JSON.parse(readFileSync(join(folder.path, name), 'utf8')) as {
          version: string
          packages?: Record<string, object>
        },
    )
    expect(manifest!.version).toBe('7.0.0')
    expect(lock).toMatchObject({ version: '7.0.0', packages: { '': { version: '7.0.0' } } })
    expect(readFileSync(join(folder.path, 'engine/version.ts'), 'utf8')).toContain("VERSION = '7.0.0'")
    expect(run('git', 'diff', '--stat', 'HEAD~1').split('\n').length).toBe(6)
    expect(() => run(process.execPath, 'package/release.ts', '6.0.0')).toThrow('no version that follows 7.0.0')
  })
})

test('every action of the workflows is pinned by its commit, and says which version that is', () => {
  const files = globSync('.github/workflows/*.yml', { cwd: ROOT })
  const used = files.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(/^.*\buses:.*$/gm) ?? [])
  expect(used.length).toBeGreaterThan(4)
  expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
})
