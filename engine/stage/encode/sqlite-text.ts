import Database from 'better-sqlite3'

let statement: Database.Statement<[number], { text: string }> | null = null

/**
 * A REAL as SQLite casts it to text (`1.0e+300`, `12.5`, `Inf`). SQLite itself is asked: its rounding to 17 digits with
 * exceptions (sqlite3FpDecode) is no contract that a second implementation could keep. About 1 µs a value, and only
 * columns that mix reals with text come here.
 */
export function realAsSqliteText(value: number): string {
  statement ??= new Database(':memory:').prepare<[number], { text: string }>('SELECT CAST(? AS TEXT) AS text')
  return statement.get(value)!.text
}
