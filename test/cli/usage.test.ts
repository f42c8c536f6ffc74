import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'

describe('wrong usage ends with 2, says why on stderr, and nothing on stdout', () => {
  test.each([
    [['--', ''], 'unknown command'],
    [['frobnicate'], "unknown command 'frobnicate'."],
    [['migrat', 'a.db'], "unknown command 'migrat' (did you mean migrate?)."],
    [['migrate', 'a.db', '--shema', 'x'], "unknown option '--shema' (did you mean --schema?)."],
    [['help', 'frobnicate'], "unknown command 'frobnicate'."],
    [['-v', '--bogus'], "unknown option '--bogus'"],
    [['--version', '--verbose'], "unknown option '--verbose'"],
    [['--version', 'status'], "option '--version' stands alone"],
    [['completion', 'tcsh'], "'shell' has a value that is not allowed. Allowed choices are bash, fish, zsh."],
    [['migrate'], "missing required argument 'file'"],
    [['migrate', 'a', 'b'], 'too many arguments'],
    [['migrate', 'a.db', '--mod', 'append'], "unknown option '--mod'"],
    [['migrate', 'a.db', '--mode', 'merge'], 'Allowed choices are append, upsert, truncate, mirror, replace'],
    [['migrate', 'a.db', '--workers', 'many'], 'workers: '],
    [['migrate', 'a.db', '--workers', '0'], 'workers: '],
    [['migrate', 'a.db', '--schema', ''], 'schema: '],
    [['migrate', 'a.db', '--report', 'a.db'], 'must end in .html'],
    [['migrate', 'a.db', '--report', '/nowhere/a.html'], 'It cannot be written there'],
    [['migrate', 'a.db', '--config', '/nowhere.json'], 'cannot be read (ENOENT)'],
    [['migrate', 's3://bucket'], 'named by bucket and key'],
    [['status', '--to', 'mysql://u@h/d'], 'does not begin with postgres://'],
    [['status', '--to', 'postgres://u:p@h/d?schema=x'], 'has the parameter schema, which is none of'],
    [['migrate', 'ftp://example.com/a.db'], 'named by an address that cannot be read'],
    [['status', '--schema', 'x'], "unknown option '--schema'"],
  ])('%j', async (args, why) => {
    const { code, stdout, stderr } = await litelift(args)
    expect(stderr).toContain(why)
    expect(stderr).toMatch(/^litelift: option-invalid: /)
    expect(stderr).toContain('What to do: ')
    expect(stderr).not.toMatch(/^\s+at /m)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('a file that is not there', async () => {
    const run = await litelift(['migrate', '/nowhere.db', '--to', 'postgres://u@h/d'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('litelift: file-missing: There is no file to read')
  })

  test.each([
    [
      { AWS_REGION: '', AWS_CONFIG_FILE: '/nowhere', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
      'The region of AWS is not known.',
    ],
    [
      {
        AWS_REGION: 'eu-west-1',
        AWS_PROFILE: 'nope',
        AWS_CONFIG_FILE: '/nowhere',
        AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      },
      'There are no credentials for AWS: ',
    ],
  ])('an object that is asked for with %j', async (env, why) => {
    const run = await litelift(['migrate', 's3://bucket/key', '--to', 'postgres://u@h/d'], { env })
    expect(run.stderr).toContain(`litelift: object-unavailable: ${why}`)
    expect(run.stderr).toContain('What to do: Set AWS_')
  })

  test('without --to and without .litelift there is nothing to show', async () => {
    using folder = scratchFolder()
    const { code, stderr } = await litelift(['status'], { cwd: folder.path })
    expect(code).toBe(2)
    expect(stderr).toContain('Add --to')
  })
})

describe('a configuration file is refused by name and path', () => {
  test.each([
    ['{"schma": "x"}', '"schma"'],
    ['{"workers": 99}', 'workers: '],
    ['{"include": ["a", 7]}', 'include.1: '],
    ['[]', 'expected object'],
    ['{"mode": "append",}', '(line 1 column 19)'],
    ['{"to": "postgres://u:hunter2@h/d"}', '"to"'],
    ['postgres://u:hunter2@h/d', 'is not JSON'],
  ])('%s', async (content, why) => {
    using folder = scratchFolder()
    const path = join(folder.path, 'litelift.json')
    await writeFile(path, content)
    const { code, stdout, stderr } = await litelift(['migrate', 'a.db', '--config', path, '--debug'])
    expect(stderr).toContain(why)
    expect(stderr).toContain(`file: ${path}`)
    expect(stderr).not.toContain('hunter2')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })
})

test('without a command all of the help is said, and the exit code is that of wrong usage', async () => {
  const [nothing, asked] = await Promise.all([litelift([]), litelift(['--help'])])
  expect(nothing).toEqual({ ...asked, code: 2, stdout: '', stderr: asked.stdout })
})

describe('help and version are results', () => {
  test.each([['--help'], ['migrate', '--help'], ['--version']])('%s %s', async (...args) => {
    const { code, stdout, stderr } = await litelift(args.filter(Boolean))
    expect(stdout).not.toBe('')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test('--help has examples, and fits a terminal', async () => {
    const { stdout } = await litelift(['--help'])
    expect(stdout).toContain('litelift migrate shop.sqlite')
    // But for the folder of the pages at its end.
    const lines = stdout.trimEnd().split('\n').slice(0, -1)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  })
})

describe('a password on the command line is never printed', () => {
  test.each([
    [['status', '--to', 'postgres://u:hunter2@h']],
    [['status', '--to', 'postgres://u:hun/ter2@h/d']],
    [['status', '--to', 'postgres://u:hunter2@127.0.0.1:1/d']],
    [['status', '--too=postgres://u:hunter2@h/d']],
    [['status', 'postgres://u:hunter2@h/d']],
    [['postgres://u:hunter2@h/d']],
    [['migrate', 'postgres://u:hunter2@h/d']],
    [['migrate', 'a.db', 'postgres://u:hunter2@h/d']],
    [['migrate', '--mode', 'postgres://u:hunter2@h/d', 'a.db']],
  ])('%j', async (args) => {
    const { code, stdout, stderr } = await litelift([...args, '--json', '--debug'])
    expect(code).toBeGreaterThan(0)
    expect(JSON.parse(stdout)).toHaveProperty('error.code')
    expect(stdout + stderr).not.toMatch(/hun|ter2/)
  })
})
