import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../../infra/bundle.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: folder } = scratchOfFile()

/** Contents by relative path. */
function files(directory: string): [string, Buffer][] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(directory, path), readFileSync(path)])
}

describe('for Lambda', () => {
  const directory = join(folder, 'arm64')
  beforeAll(() => bundle({ architecture: 'arm64', directory }))

  function binary(): Buffer {
    const binaries = files(directory).filter(([path]) => path.endsWith('.node'))
    expect(binaries).toHaveLength(1)
    return binaries[0]![1]
  }

  test('one binary, and it is for ARM', () => {
    const elf = binary()
    expect(elf.subarray(0, 4)).toEqual(Buffer.from('\x7fELF', 'latin1'))
    // e_machine (man 5 elf): EM_AARCH64.
    expect(elf.readUInt16LE(18)).toBe(0xb7)
  })

  test.for([
    ['GLIBC', '2.34'],
    ['GLIBCXX', '3.4.29'],
  ])('the binary needs no newer %s than Amazon Linux 2023 has, %s', ([library, newest]) => {
    const wanted = binary()
      .toString('latin1')
      .matchAll(new RegExp(`\\b${library}_(\\d+(?:\\.\\d+)+)`, 'g'))
    const versions = [...wanted].map(([, version]) => version!)
    expect(versions.length).toBeGreaterThan(0)
    const [latest] = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    expect([latest, newest].toSorted((a, b) => b!.localeCompare(a!, 'en', { numeric: true }))[0]).toBe(newest)
  })

  // 1.5 MB until the loop in WebAssembly, which is 6 KB of it and halves what a migration computes, the reading of dumps, and tasks that fetch parts of a file.
  test('at most 1.6 MB when zipped', () => {
    const zipped = files(directory).map(([path, content]) => deflateRawSync(content).length + 2 * path.length + 100)
    expect(zipped.reduce((sum, bytes) => sum + bytes)).toBeLessThan(1.6e6)
  })

  test('the same bytes each time', () => {
    const again = join(folder, 'again')
    bundle({ architecture: 'arm64', directory: again })
    expect(files(again)).toEqual(files(directory))
  })
})

describe('for this machine', () => {
  const directory = join(folder, process.arch)
  beforeAll(() => bundle({ architecture: process.arch as 'arm64' | 'x64', directory }))

  test('its handler loads without the repository, and its binary works', () => {
    const entry = pathToFileURL(join(directory, 'index.mjs')).href
    const [name] = readdirSync(directory).filter((file) => file.endsWith('.node'))
    const script = `
      const { handler } = await import(${JSON.stringify(entry)})
      process.dlopen({ exports: {} }, ${JSON.stringify(join(directory, name!))})
      process.stdout.write(typeof handler)`
    expect(
      execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, encoding: 'utf8' }),
    ).toBe('function')
  })

  test('the threads, the process of SQLite, the loop and the SQL lie beside it', () => {
    const names = readdirSync(directory)
    expect(names).toEqual(
      expect.arrayContaining([
        'index.mjs',
        'worker.mjs',
        'child.mjs',
        'page-thread.mjs',
        'loop.wasm',
        'digest.wasm',
        'sql',
      ]),
    )
    expect(readdirSync(join(directory, 'sql'))).toEqual(
      readdirSync(new URL('../../engine/target/ledger/sql', import.meta.url)),
    )
  })
})
