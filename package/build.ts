import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCommand } from './build/command.ts'
import { buildConstructs, buildFunctions } from './build/constructs.ts'
import { buildDeclarations } from './build/declarations.ts'
import { licenses } from './build/licenses.ts'
import { manifest } from './build/manifest.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * Makes what is published: `npm run build:package`, then `npm pack ./dist/package`. The same sources give the same files.
 * bin/ the command · lib/ command and library · prebuilds/ SQLite · cdk/ constructs · lambda/ functions · rds-ca/ a layer · docs/ pages
 */
export async function buildPackage(directory: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(join(directory, 'bin'), { recursive: true })
  const runtime = join(ROOT, 'package/runtime')
  cpSync(join(runtime, 'litelift.js'), join(directory, 'bin/litelift.js'))
  chmodSync(join(directory, 'bin/litelift.js'), 0o755)
  for (const name of ['index.js', 'index.mjs']) cpSync(join(runtime, name), join(directory, name))
  for (const name of ['LICENSE', 'CHANGELOG.md', 'litelift.schema.json'])
    cpSync(join(ROOT, name), join(directory, name))
  cpSync(join(ROOT, 'package/README.md'), join(directory, 'README.md'))
  // Hints name these pages; pictures are of the repository alone.
  for (const name of readdirSync(join(ROOT, 'docs')).filter((one) => /\.(md|json)$/.test(one)))
    cpSync(join(ROOT, 'docs', name), join(directory, 'docs', name))

  const command = await buildCommand(ROOT, directory)
  buildFunctions(ROOT, directory)
  const constructs = await buildConstructs(ROOT, directory)
  buildDeclarations(ROOT, directory)
  writeFileSync(join(directory, 'THIRD-PARTY-LICENSES.txt'), licenses(ROOT, [command, constructs]))
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest(ROOT), null, 2)}\n`)
}

if (import.meta.main) await buildPackage(join(ROOT, 'dist/package'))
