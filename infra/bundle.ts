import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildSync } from 'esbuild'
import { stripSymbols } from './strip-symbols.ts'

const ROOT = join(import.meta.dirname, '..')

/** What the stack runs: the function, the tasks of the state machine, which are the same code in other portions, and the steps of a deployment that make its role in the database and ask for seeds. */
const ENTRIES = {
  migration: {
    index: 'lambda/handler.ts',
    machine: 'lambda/machine/handler.ts',
    worker: 'engine/threads/worker.ts',
    child: 'engine/source/sqlite/child.ts',
    'page-thread': 'aws/s3/page-thread.ts',
  },
  'own-role': { index: 'lambda/own-role/handler.ts' },
  seed: { index: 'lambda/seed/handler.ts' },
}

const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
]

export interface BundleTarget {
  /** Decides which of better-sqlite3's Linux binaries comes along; nothing else differs. */
  architecture: 'arm64' | 'x64'
  /** Which of them; the migration's by default. */
  entry?: keyof typeof ENTRIES
  /** Where the files go; emptied first, so that a stale chunk is never shipped. */
  directory: string
}

/**
 * Bundles a Lambda function, for deployment, the demo and the tests alike: `index.mjs` and `machine.mjs` (each exports `handler`),
 * `worker.mjs`, `child.mjs` and `page-thread.mjs` (the entries of threads and of SQLite's process, which the code finds beside it), chunks that they share, one `.node` binary,
 * `loop.wasm`, `digest.wasm` and `sql/`; of the others `index.mjs` alone. The same sources give the same bytes, so that an unchanged function is not deployed again.
 * @throws Error with esbuild's messages
 */
export function bundle({ architecture, directory, entry = 'migration' }: BundleTarget): void {
  rmSync(directory, { recursive: true, force: true })
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES[entry],
    outdir: directory,
    bundle: true,
    // Shares the page reader and pg between the entries, and leaves what the AWS SDK loads on demand (SSO, STS) on disk:
    // import takes 84 ms, without splitting 107 ms.
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    alias: {
      'better-sqlite3': `better-sqlite3/linux-${architecture}`,
      pg: join(ROOT, 'infra/bundled/pg.mjs'),
      'pg-copy-streams': join(ROOT, 'infra/bundled/pg-copy-streams.mjs'),
      '@smithy/core/event-streams': join(ROOT, 'infra/bundled/event-streams.mjs'),
      '@aws-sdk/signature-v4-multi-region': join(ROOT, 'infra/bundled/signature-v4.mjs'),
    },
    loader: { '.node': 'copy' },
    assetNames: '[name]',
    // pg asks for pg-native inside a getter that nothing here touches, and for pgpass where no password is given, which here one always is. Other sources of credentials, and the clients that they use, are imported
    // only where the environment holds none, which a function's always does: they would be 33 KB of the zipped bundle. bowser tells
    // browsers apart, and is imported in one only: 10 KB.
    external: ['pg-native', 'pgpass', 'bowser', '@aws-sdk/nested-clients', ...OTHER_CREDENTIALS],
    // The CommonJS packages inside (pg, parts of the AWS SDK) call require for Node's own modules.
    banner: {
      js: "import{createRequire as createLiteliftRequire}from'node:module';const require=createLiteliftRequire(import.meta.url);",
    },
    legalComments: 'none',
    logLevel: 'silent',
  })
  for (const name of readdirSync(directory).filter((one) => one.endsWith('.node')))
    writeFileSync(join(directory, name), stripSymbols(readFileSync(join(directory, name))))
  if (entry !== 'migration') return
  cpSync(join(ROOT, 'engine/target/ledger/sql'), join(directory, 'sql'), { recursive: true })
  for (const name of ['loop/loop.wasm', 'verify/digest/digest.wasm'])
    cpSync(join(ROOT, 'engine', name), join(directory, basename(name)))
}
