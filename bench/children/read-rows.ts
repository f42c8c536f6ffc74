import Database from 'better-sqlite3'

// Arguments: a file and a table. Prints the seconds of reading all its rows.
const [path, table] = process.argv.slice(2)
using database = Object.assign(new Database(path, { readonly: true }), {
  [Symbol.dispose]: () => undefined,
})
const started = performance.now()
let rows = 0
for (const row of database.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw().iterate())
  rows += row.length > 0 ? 1 : 0
process.stdout.write(String((performance.now() - started) / 1000))
database.close()
