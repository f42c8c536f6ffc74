import type pg from 'pg'
import type { Note } from '../notes.ts'
import type { ColumnPlan, TablePlan } from '../plan/plan.ts'
import { createTable } from '../ddl/ddl.ts'
import { UNVACUUMED } from '../ddl/unvacuumed.ts'
import { execute, query, transaction } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import type { Build } from './build.ts'
import type { Job } from './in-turn.ts'
import { objectRefusal } from './object-refusal.ts'

/**
 * Turns staged values into generated columns: where PostgreSQL computes every one of them, and only there, the table is
 * copied into one that computes them itself. PostgreSQL cannot make a plain column generated in its place.
 */
export function buildGenerated({ schema, listener }: Build, tables: TablePlan[]): Job<Note[]>[] {
  return tables
    .filter(({ columns }) => columns.some(({ generated }) => generated !== null))
    .map((table, position) => ({
      run: async (client) => {
        const notes = await transaction(client, () => generate(client, table, schema, `${schema}_${position}`))
        listener({ type: 'built', table: table.source, what: 'generated columns' })
        return notes
      },
    }))
}

async function generate(client: pg.ClientBase, table: TablePlan, schema: string, beside: string): Promise<Note[]> {
  const staged = qualifiedName(schema, table.name)
  const done = await generatedColumns(client, staged)
  const notes: Note[] = []
  const proven = new Set<ColumnPlan>()
  for (const column of table.columns) {
    if (column.generated === null || done.has(column.name)) continue
    const difference = await attempt(client, () => differenceOf(client, column, staged))
    if (difference === null) proven.add(column)
    else notes.push(asValues(table, column, difference))
  }
  if (proven.size === 0) return notes
  const columns = table.columns.map((column) => (proven.has(column) ? column : { ...column, generated: null }))
  const copied = [...table.constants, ...columns.filter(({ generated }) => generated === null)].map(({ name }) =>
    quoteIdentifier(name),
  )
  const copy = qualifiedName(beside, table.name)
  // In a schema of its own, because the table's name and that of its sequence are taken in staging.
  const refused = await attempt(client, async () => {
    await execute(client, `CREATE SCHEMA ${quoteIdentifier(beside)}`)
    await execute(client, `${createTable({ ...table, columns }, beside)} ${UNVACUUMED}`)
    const list = copied.join(', ')
    await execute(client, `INSERT INTO ${copy} (${list}) SELECT ${list} FROM ${staged}`)
    await execute(client, `DROP TABLE ${staged}`)
    await execute(client, `ALTER TABLE ${copy} SET SCHEMA ${quoteIdentifier(schema)}`)
    await execute(client, `DROP SCHEMA ${quoteIdentifier(beside)}`)
    return null
  })
  if (refused !== null) notes.push(...[...proven].map((column) => asValues(table, column, refused)))
  return notes
}

/** Those that an earlier attempt has made. */
async function generatedColumns(client: pg.ClientBase, table: string): Promise<Set<string>> {
  const rows = await query<{ name: string }>(
    client,
    "SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attgenerated <> ''",
    [table],
  )
  return new Set(rows.map((row) => row.name))
}

/** In how many rows PostgreSQL computes something else; null where in none. */
async function differenceOf(client: pg.ClientBase, column: ColumnPlan, table: string): Promise<string | null> {
  const [row] = await query<{ count: string }>(
    client,
    `SELECT count(*) AS count FROM ${table} WHERE ${quoteIdentifier(column.name)} IS DISTINCT FROM (${column.generated})`,
  )
  return row!.count === '0' ? null : `PostgreSQL computes something else in ${row!.count} rows`
}

/** Runs `work`, which gives a reason or null, and takes what PostgreSQL refuses for a reason. */
async function attempt(client: pg.ClientBase, work: () => Promise<string | null>): Promise<string | null> {
  await execute(client, 'SAVEPOINT generated')
  try {
    const reason = await work()
    await execute(client, 'RELEASE SAVEPOINT generated')
    return reason
  } catch (error) {
    const refusal = objectRefusal(error)
    if (refusal === null) throw error
    await execute(client, 'ROLLBACK TO SAVEPOINT generated')
    return refusal
  }
}

function asValues(table: TablePlan, column: ColumnPlan, reason: string): Note {
  const message = `The generated column became a plain one that holds its values: ${reason}.`
  return { code: 'generated-as-values', table: table.source, column: column.source, message }
}
