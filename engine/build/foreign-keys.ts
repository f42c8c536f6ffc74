import type pg from 'pg'
import type { Note } from '../notes.ts'
import type { ForeignKeyPlan } from '../plan/plan.ts'
import { addForeignKey } from '../target/ddl.ts'
import { execute, query, transaction } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'
import { sqlStateOf } from '../target/server-error.ts'
import type { Build, Job } from './build-tables.ts'

/** The foreign keys between new tables. Those to a table that exists are added by publish, where that table is. */
export function buildForeignKeys({ plan, schema, listener }: Build, built: Set<string>): Job[] {
  const fresh = new Set(
    plan.tables.filter(({ action }) => action === 'create' || action === 'replace').map(({ name }) => name),
  )
  return plan.foreignKeys
    .filter((key) => fresh.has(key.parent) && !built.has(`${key.table}.${key.name}`))
    .map((key) => async (client) => {
      const notes = await transaction(client, () => addForeignKeyOf(client, key, schema))
      listener({ type: 'built', table: key.source, what: key.name })
      return notes
    })
}

const FOREIGN_KEY_VIOLATION = '23503'
/** invalid_foreign_key and datatype_mismatch: the parent's key was weakened, or its type cannot be compared. */
const IMPOSSIBLE = new Set(['42830', '42804'])

/** Adds one foreign key inside the running transaction; with orphans it holds for new rows only. */
export async function addForeignKeyOf(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<Note[]> {
  const purpose = { doing: `Adding the foreign key ${key.name}`, subject: { table: key.source } }
  await execute(client, 'SAVEPOINT foreign_key')
  try {
    await execute(client, addForeignKey(key, schema), [], purpose)
    return []
  } catch (error) {
    const state = sqlStateOf(error)
    const columns = `(${key.columns.join(', ')}) → ${key.parent}`
    if (state !== FOREIGN_KEY_VIOLATION && !IMPOSSIBLE.has(state ?? '')) throw error
    await execute(client, 'ROLLBACK TO SAVEPOINT foreign_key')
    if (state === FOREIGN_KEY_VIOLATION) {
      await execute(client, addForeignKey(key, schema, { valid: false }), [], purpose)
      const message = `${await orphans(client, key, schema)}; the foreign key ${columns} was added NOT VALID, for new rows only.`
      return [{ code: 'foreign-key-not-valid', table: key.source, message }]
    }
    const message = `The foreign key ${columns} was left out: ${(error as Error).message}.`
    return [{ code: 'foreign-key-left-out', table: key.source, message }]
  }
}

/** How many rows have no parent, and the first values that are missing there. */
async function orphans(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<string> {
  const table = (name: string) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  const columns = key.columns.map((name) => `c.${quoteIdentifier(name)}`)
  const joined = columns.map((column, position) => `p.${quoteIdentifier(key.parentColumns[position]!)} = ${column}`)
  const [row] = await query<{ count: string; first: string[] }>(
    client,
    `SELECT count(*) AS count, (array_agg(DISTINCT concat_ws(', ', ${columns.join(', ')})))[1:5] AS first
       FROM ${table(key.table)} c
      WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')}
        AND NOT EXISTS (SELECT FROM ${table(key.parent)} p WHERE ${joined.join(' AND ')})`,
  )
  return `${row!.count} rows have no parent (${row!.first.join('; ')})`
}
