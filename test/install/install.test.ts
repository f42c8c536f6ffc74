import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

interface Manifest {
  gypfile?: boolean
  hasInstallScript?: boolean
  os?: string[]
}

const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Manifest> }
const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> }
const compiled = Object.keys(lock.packages).filter((path) => existsSync(join(root, path, 'binding.gyp')))

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

// npm runs `node-gyp rebuild` for a package with a binding.gyp and no install script of its own, which needs Python, a
// compiler and nodejs.org. The binaries are inside the package.
test('npm 10 compiles nothing: `npm install` drops "gypfile": false from package-lock.json, put it back', () => {
  expect(compiled).toContain('node_modules/better-sqlite3')
  expect(compiled.filter((path) => lock.packages[path]!.gypfile !== false)).toEqual([])
})

test('npm 11 compiles nothing, and has no install script to ask about on Linux', () => {
  const named = (path: string) => path.replace(/.*node_modules\//, '')
  const scripts = Object.entries(lock.packages).filter(
    ([, { hasInstallScript, os }]) => hasInstallScript === true && (os === undefined || os.includes('linux')),
  )
  const supported = scripts.map(([path]) => named(path)).filter((name) => !/linux-(arm|ia32|ppc64)$/.test(name))
  expect(Object.keys(allowScripts).toSorted()).toEqual([...supported, ...compiled.map(named)].toSorted())
  for (const path of compiled) expect(allowScripts[named(path)]).toBe(false)
})

test('the gate runs what README.md tells a newcomer to run', () => {
  const [, commands] = /^commands='(.+)'$/m.exec(read('.ci/bare-path'))!
  expect(read('README.md')).toContain(`\n${commands} `)
  expect(read('.ci/run')).toMatch(/^\.ci\/bare-path &$[^]*^npm test\n$/m)
})
