import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { bundle } from '../../infra/bundle.ts'
import { mendMap } from './mend-map.ts'

/** The functions, ready made; the migrating one for both architectures. */
export function buildFunctions(root: string, directory: string): void {
  const lambda = join(directory, 'lambda')
  for (const architecture of ['arm64', 'x64'] as const)
    bundle({ architecture, directory: join(lambda, `migration-${architecture}`) })
  for (const entry of ['own-role', 'seed'] as const)
    bundle({ architecture: 'arm64', entry, directory: join(lambda, entry) })
  cpSync(join(root, 'infra/rds-ca'), join(directory, 'rds-ca'), { recursive: true })
}

/**
 * The constructs, and where the functions are, as CommonJS: what `cdk init` makes is, and its jest loads nothing else. Readable, and with its names,
 * which CDK shows.
 */
export async function buildConstructs(root: string, directory: string): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { 'cdk/index': 'package/api/cdk.ts', 'lambda/index': 'package/api/lambda.ts' },
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // The user's own: constructs of two of them do not fit together.
    external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [readyCode(root)],
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  for (const entry of ['cdk', 'lambda']) mendMap(root, join(directory, entry, 'index.js'))
  return metafile
}

function readyCode(root: string): Plugin {
  return {
    name: 'ready-code',
    setup(build) {
      build.onResolve({ filter: /\/bundled-code\.ts$/ }, () => ({ path: join(root, 'package/runtime/ready-code.ts') }))
    },
  }
}
