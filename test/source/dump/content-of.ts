import Database from 'better-sqlite3'
import { quoteSqliteName } from '../../../engine/source/schema/name.ts'

/** All that a database holds: its schema, and of each value its type, its bytes, and of reals every bit. */
export function contentOf(path: string): Record<string, unknown> {
  const database = new Database(path, { readonly: true })
  try {
    database.unsafeMode()
    const schema = database
      .prepare<[], { type: string; name: string; sql: string | null }>(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
      )
      .all()
    const tables = schema.filter(({ type }) => type === 'table')
    return { schema, rows: Object.fromEntries(tables.map(({ name }) => [name, rowsOf(database, name)])) }
  } finally {
    database.close()
  }
}

function rowsOf(database: Database.Database, table: string): unknown {
  try {
    const columns = database
      .prepare<[string], string>('SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1')
      .pluck()
      .all(table)
    const values = columns.map(quoteSqliteName).map((column) => {
      const bytes = `CASE typeof(${column}) WHEN 'real' THEN printf('%!.26g', ${column}) ELSE hex(CAST(${column} AS BLOB)) END`
      return `typeof(${column}) || ' ' || ${bytes}`
    })
    const rows = database.prepare<[], string[]>(`SELECT ${values.join(', ')} FROM ${quoteSqliteName(table)}`)
    return rows
      .raw()
      .all()
      .map((row) => row.join())
      .toSorted()
  } catch (error) {
    // A module or function that only the application has.
    return String(error)
  }
}
