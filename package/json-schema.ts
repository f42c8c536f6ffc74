import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installTools } from './build/tools.ts'

/** The JSON Schema of what `--json` prints, of each command: made from the types that the commands print (cli/documents.ts). */
export function jsonSchema(root: string): string {
  const tools = installTools(root)
  const script = join(tools, 'json-schema.mjs')
  cpSync(join(root, 'package/tools/json-schema.mjs'), script)
  return execFileSync(process.execPath, [script, join(root, 'cli/documents.ts'), 'Documents'], { encoding: 'utf8' })
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  writeFileSync(join(root, 'docs/json.schema.json'), jsonSchema(root))
}
