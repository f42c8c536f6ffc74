import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll } from 'vitest'

/** A folder for a test's files, which goes away with its owner. It lies in that of the run (scratch-of-run.ts). */
export interface Scratch extends Disposable {
  path: string
  /** The path of a new database that the SQL made. */
  database(name: string, sql: string): string
  /** The path of a new file of that content. */
  file(name: string, content: string | Uint8Array): string
}

export interface ScratchOptions {
  /** Others may pass through: for root, PostgreSQL runs as another user, who must reach its data. */
  open?: boolean
}

export function scratchFolder({ open = false }: ScratchOptions = {}): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'scratch-'))
  if (open) chmodSync(path, 0o711)
  return {
    path,
    database(name, sql) {
      const file = join(path, name)
      const database = new Database(file)
      database.pragma('synchronous = OFF')
      try {
        database.exec(sql)
      } finally {
        database.close()
      }
      return file
    },
    file(name, content) {
      const file = join(path, name)
      writeFileSync(file, content)
      return file
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** One for all tests of a file, made when it is first used: where all of them are left out, nobody would remove it. */
export function scratchOfFile(options?: ScratchOptions): Scratch {
  let made: Scratch | null = null
  const scratch = () => (made ??= scratchFolder(options))
  const remove = () => made?.[Symbol.dispose]()
  afterAll(remove)
  return {
    get path() {
      return scratch().path
    },
    database: (name, sql) => scratch().database(name, sql),
    file: (name, content) => scratch().file(name, content),
    [Symbol.dispose]: remove,
  }
}
