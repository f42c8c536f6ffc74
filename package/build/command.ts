import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { stripSymbols } from '../../infra/strip-symbols.ts'
import { askForBuiltinModules } from './builtin-modules.ts'
import { mendMap } from './mend-map.ts'

/** Of better-sqlite3's programs those that litelift runs on, but for Linux's with glibc: they lie with the functions (runtime/better-sqlite3.cjs). */
const PLATFORMS = ['linuxmusl-x64', 'linuxmusl-arm64', 'darwin-x64', 'darwin-arm64']

/**
 * The command and the library as ES modules that share chunks in `lib/`, with `sql/`, `loop.wasm`, `digest.wasm` and the programs of better-sqlite3. A command loads what it
 * needs, which esbuild's `splitting` tells apart.
 */
export async function buildCommand(root: string, directory: string): Promise<Metafile> {
  const lib = join(directory, 'lib')
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'cli/main.ts',
      index: 'package/api/index.ts',
      worker: 'engine/threads/worker.ts',
      child: 'engine/source/sqlite/child.ts',
      'page-thread': 'aws/s3/page-thread.ts',
    },
    outdir: lib,
    bundle: true,
    splitting: true,
    // Not by white space and names: Node prints the line of an error that nobody caught, which would be the whole file. 0.3 % more to download, and
    // no slower to start (0.08 s for the library, either way).
    minifySyntax: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    alias: {
      pg: join(root, 'infra/bundled/pg.mjs'),
      'better-sqlite3': join(root, 'package/runtime/better-sqlite3.cjs'),
    },
    inject: [join(root, 'package/runtime/disposable-stacks.ts')],
    // pg asks for it inside a getter that nothing here touches.
    external: ['pg-native'],
    // What the CommonJS packages inside (pg, better-sqlite3, parts of the AWS SDK) have as a matter of course.
    banner: {
      js: "const require=process.getBuiltinModule('node:module').createRequire(import.meta.url),__dirname=import.meta.dirname;",
    },
    legalComments: 'none',
    // Places in the sources for stack traces, without the sources themselves: those are in the repository.
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  })
  for (const name of readdirSync(lib).filter((one) => one.endsWith('.mjs'))) {
    askForBuiltinModules(join(lib, name))
    mendMap(root, join(lib, name))
  }
  cpSync(join(root, 'engine/target/ledger/sql'), join(lib, 'sql'), { recursive: true })
  for (const name of ['loop/loop.wasm', 'verify/digest/digest.wasm'])
    cpSync(join(root, 'engine', name), join(lib, basename(name)))
  for (const platform of PLATFORMS) copyProgram(root, directory, `prebuilds/${platform}.node`)
  return metafile
}

function copyProgram(root: string, directory: string, name: string): void {
  const program = readFileSync(join(root, 'node_modules/better-sqlite3', name))
  const target = join(directory, name)
  cpSync(join(root, 'node_modules/better-sqlite3', name), target)
  if (name.includes('linux')) writeFileSync(target, stripSymbols(program))
}
