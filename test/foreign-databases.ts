import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Databases of others, beside the checkout where they are present. */
const FOLDER = join(import.meta.dirname, '../../shared/databases')

/** Those with one of these endings; none where the folder is not there. */
export function foreignDatabases(...endings: string[]): { name: string; path: string }[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => ({ name, path: join(FOLDER, name) }))
}
