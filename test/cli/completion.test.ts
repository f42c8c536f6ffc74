import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'

/** What bash offers after the words; the last one is what was begun. */
function completedByBash(script: string, words: string[]): string[] {
  const asked = words.map((word) => `'${word}'`).join(' ')
  const end = `COMP_WORDS=(${asked}); COMP_CWORD=${words.length - 1}; _litelift; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', `${script}\n${end}`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

describe('completion', () => {
  test('of bash: commands, options, values, and files where those are meant', async () => {
    const { code, stdout } = await litelift(['completion', 'bash'])
    expect(code).toBe(0)
    const after = (...words: string[]) => completedByBash(stdout, ['litelift', ...words])
    expect(after('mig')).toEqual(['migrate'])
    expect(after('help', 'sta')).toEqual(['status'])
    expect(after('migrate', '--mo')).toEqual(['--mode'])
    expect(after('migrate', '--mode', 'm')).toEqual(['mirror'])
    expect(after('help', '')).not.toContain('help')
    expect(after('completion', 'z')).toEqual(['zsh'])
    expect(after('migrate', '')).toEqual([])
    expect(after('migrate', '--report', '')).toEqual([])
  })

  test.for([
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ] as const)('%s reads its own', async ([shell, check], { skip }) => {
    const { code, stdout } = await litelift(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toContain('replace')
    using folder = scratchFolder()
    const script = folder.file('script', stdout)
    const { error, status, stderr } = spawnSync(shell, [check, script], { encoding: 'utf8' })
    skip(error !== undefined, `${shell} is not installed`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})

test('litelift help <command> is its --help', async () => {
  const [asked, flagged] = await Promise.all([litelift(['help', 'verify']), litelift(['verify', '--help'])])
  expect(asked).toMatchObject({ code: 0, stdout: flagged.stdout })
  expect((await litelift(['help'])).stdout).toContain('Exit codes:')
  expect(await litelift(['help', 'nonsense'])).toMatchObject({ code: 2 })
})

test('--version is one line, -v says what a report of a fault needs', async () => {
  const [short, long, both] = await Promise.all([
    litelift(['--version']),
    litelift(['-v']),
    litelift(['--version', '-v']),
  ])
  expect(short.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(long.stdout).toMatch(/^litelift \d.*\nNode \d+\..*\nSQLite 3\..*\n\w+ \w+\n$/)
  expect(both.stdout).toBe(long.stdout)
})
