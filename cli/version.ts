import { readFileSync } from 'node:fs'

export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** What a report of a fault needs to say: `litelift -v`. */
export async function versions(): Promise<string[]> {
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(':memory:')
  const sqlite = database.prepare<[], string>('SELECT sqlite_version()').pluck().get()!
  database.close()
  return [
    `litelift ${version()}`,
    `Node ${process.versions.node} (${process.execPath})`,
    `SQLite ${sqlite}`,
    `${process.platform} ${process.arch}`,
  ]
}
