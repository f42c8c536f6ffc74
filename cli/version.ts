import { VERSION } from '../engine/version.ts'

/** What a report of a fault needs to say: `litelift -v`. */
export async function versions(): Promise<string[]> {
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(':memory:')
  const sqlite = database.prepare<[], string>('SELECT sqlite_version()').pluck().get()!
  database.close()
  return [
    `litelift ${VERSION}`,
    `Node ${process.versions.node} (${process.execPath})`,
    `SQLite ${sqlite}`,
    `${process.platform} ${process.arch}`,
  ]
}
