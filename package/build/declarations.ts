import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { installTools } from './tools.ts'

/** One declaration file for each entry, in which nothing is left that a user would have to install but CDK. */
export function buildDeclarations(root: string, directory: string): void {
  const tools = installTools(root)
  const script = join(tools, 'bundle-types.mjs')
  cpSync(join(root, 'package/tools/bundle-types.mjs'), script)
  execFileSync(process.execPath, [script, root, directory], { stdio: ['ignore', 'inherit', 'inherit'] })
  // The same for both: a file of its own for each way to load tells TypeScript which one it is.
  cpSync(join(directory, 'index.d.ts'), join(directory, 'index.d.mts'))
}
