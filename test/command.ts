import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { inject } from 'vitest'
import { buildCommand } from '../package/build/command.ts'
import { manifest } from '../package/build/manifest.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * The command as it is installed, made once a run, in 2 s: it starts in half the time of the sources, 0.3 s of processor less. Its entry for
 * the checkout is what test/install and the gate start.
 */
export async function builtCommand(): Promise<string> {
  const directory = inject('command')
  if (!existsSync(directory)) await build(directory)
  return join(directory, 'bin/litelift.js')
}

/** The same in a folder of its own, where it finds no PostgreSQL that npm installed for the tests. */
export async function installCommand(folder: string): Promise<string> {
  cpSync(join(await builtCommand(), '../..'), folder, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules',
  })
  return join(folder, 'bin/litelift.js')
}

async function build(directory: string): Promise<void> {
  const own = `${directory}-${process.pid}`
  await buildCommand(ROOT, own)
  mkdirSync(join(own, 'bin'))
  cpSync(join(ROOT, 'package/runtime/litelift.js'), join(own, 'bin/litelift.js'))
  writeFileSync(join(own, 'package.json'), JSON.stringify(manifest(ROOT)))
  // For PostgreSQL's programs, which a user installs beside litelift.
  symlinkSync(join(ROOT, 'node_modules'), join(own, 'node_modules'))
  // In the package it lies with the functions.
  const program = `prebuilds/linux-${process.arch}.node`
  cpSync(join(ROOT, 'node_modules/better-sqlite3', program), join(own, program))
  try {
    renameSync(own, directory)
  } catch (cause) {
    // Another file of tests was as quick.
    if (!existsSync(directory)) throw cause
    rmSync(own, { recursive: true })
  }
}
