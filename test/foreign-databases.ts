import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchOfFile } from './scratch.ts'

/** Databases of others, beside the checkout where they are present. */
const FOLDER = join(import.meta.dirname, '../../shared/databases')

const NAMES = existsSync(FOLDER) ? readdirSync(FOLDER) : []

/** Their bytes; of a database that is not in WAL mode all there is. */
export function foreignBytes(name: string): Buffer {
  return readFileSync(join(FOLDER, name))
}

/** Names of those with one of these endings; none where the folder is not there. */
export function foreignNames(...endings: string[]): string[] {
  return NAMES.filter((name) => endings.some((ending) => name.endsWith(ending)))
}

/**
 * Copies of those with one of these endings, with what lies beside them, for the tests of a file, which calls this before they run: whoever opens a database may
 * change it.
 */
export function foreignDatabases(...endings: string[]): { name: string; path: string }[] {
  const names = foreignNames(...endings)
  if (names.length === 0) return []
  const { path } = scratchOfFile()
  for (const name of names) {
    for (const part of NAMES.filter((one) => one === name || /^-(wal|shm|journal)$/.test(one.replace(name, ''))))
      copyFileSync(join(FOLDER, part), join(path, part))
  }
  return names.map((name) => ({ name, path: join(path, name) }))
}
