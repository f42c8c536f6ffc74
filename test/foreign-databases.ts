import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Databases of others, beside the checkout where they are present. */
const FOLDER = join(import.meta.dirname, '../../shared/databases')

/** Paths of those with one of these endings; none where the folder is not there. */
export function foreignDatabases(...endings: string[]): string[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => join(FOLDER, name))
}
