import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installTools } from './tools.ts'

/** One declaration file for each entry, in which nothing is left that a user would have to install but CDK. */
export function buildDeclarations(root: string, directory: string): void {
  const tools = installTools(root)
  const script = join(tools, 'bundle-types.mjs')
  cpSync(join(root, 'package/tools/bundle-types.mjs'), script)
  execFileSync(process.execPath, [script, root, directory], { stdio: ['ignore', 'inherit', 'inherit'] })
  for (const name of ['index', 'cdk/index', 'lambda/index']) {
    const path = join(directory, `${name}.d.ts`)
    writeFileSync(path, forReaders(readFileSync(path, 'utf8')))
  }
  // The same for both: a file of its own for each way to load tells TypeScript which one it is.
  cpSync(join(directory, 'index.d.ts'), join(directory, 'index.d.mts'))
}

/** What names a place in the repository, which no user of the package has. */
const INTERNAL = /[\w/-]+\.ts\b|\btest\/|\bfileformat2\b|§/

/**
 * Comments as editors show them beside the code of users: pages of the documentation by their names.
 * @throws Error for one that names a source or a test
 */
function forReaders(declarations: string): string {
  const internal = declarations.split('\n').filter((line) => INTERNAL.test(line))
  if (internal.length > 0)
    throw new Error(`Comments of the types name what is in the repository alone:\n${internal.join('\n')}`)
  return declarations.replaceAll(/\bdocs\/([\w-]+)\.md\b/g, 'documentation: $1')
}
