import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The tools that look at packages and declarations, in a folder of their own: they need TypeScript 5, whose compiler can be asked things, and the
 * repository has TypeScript 7. Installed once by the lock beside their package.json.
 * @returns the folder
 * @throws Error with what npm said
 */
export function installTools(root: string): string {
  const tools = join(root, 'dist', `tools-${digestOf(join(root, 'package/tools/package-lock.json'))}`)
  if (existsSync(tools)) return tools
  mkdirSync(join(root, 'dist'), { recursive: true })
  const staging = mkdtempSync(`${tools}.new-`)
  try {
    cpSync(join(root, 'package/tools'), staging, { recursive: true })
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: staging, stdio: ['ignore', 'ignore', 'pipe'] })
    renameSync(staging, tools)
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(tools)) throw error
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  return tools
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 8)
}
