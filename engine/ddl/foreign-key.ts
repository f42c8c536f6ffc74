import type pg from 'pg'
import type { Note } from '../notes.ts'
import type { ForeignKeyPlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { sqlStateOf } from '../target/server-error.ts'
import { addForeignKey } from './ddl.ts'
import { describeOrphans } from './orphans.ts'

/** Adds one foreign key inside the running transaction; with orphans it holds for new rows only. */
export async function addForeignKeyOf(client: pg.ClientBase, planned: ForeignKeyPlan, schema: string): Promise<Note[]> {
  const { key, notes } = await asServerTakes(client, planned)
  await execute(client, 'SAVEPOINT foreign_key')
  const refusal = await attemptForeignKey(client, key, addForeignKey(key, schema))
  if (refusal === null) return notes
  await execute(client, 'ROLLBACK TO SAVEPOINT foreign_key')
  if (sqlStateOf(refusal) !== FOREIGN_KEY_VIOLATION) return [foreignKeyLeftOut(key, refusal)]
  await execute(client, addForeignKey(key, schema, { valid: false }), [], purposeOf(key))
  return [...notes, await foreignKeyNotValid(client, key, schema)]
}

/** PostgreSQL 14 has no list of columns for ON DELETE SET NULL, and all of them would be the constants of the key as well. */
export async function asServerTakes(
  client: pg.ClientBase,
  key: ForeignKeyPlan,
): Promise<{ key: ForeignKeyPlan; notes: Note[] }> {
  if (key.setColumns === null) return { key, notes: [] }
  const [server] = await query<{ hasLists: boolean }>(
    client,
    'SELECT current_setting(\'server_version_num\')::int >= 150000 AS "hasLists"',
  )
  if (server!.hasLists) return { key, notes: [] }
  const message = `The foreign key ${described(key)} has no ON DELETE ${key.onDelete}, for which PostgreSQL 14 has no list of columns.`
  return {
    key: { ...key, onDelete: 'NO ACTION', setColumns: null },
    notes: [{ code: 'foreign-key-action-left-out', table: key.source, message }],
  }
}

const FOREIGN_KEY_VIOLATION = '23503'
/** invalid_foreign_key and datatype_mismatch: the parent's key was weakened, or its type cannot be compared. */
const IMPOSSIBLE = new Set(['42830', '42804'])

/** Runs a statement that rows or types may forbid, and gives that refusal. */
export async function attemptForeignKey(
  client: pg.ClientBase,
  key: ForeignKeyPlan,
  sql: string,
): Promise<Error | null> {
  try {
    await execute(client, sql, [], purposeOf(key))
    return null
  } catch (error) {
    const state = sqlStateOf(error) ?? ''
    if (!(error instanceof Error) || (state !== FOREIGN_KEY_VIOLATION && !IMPOSSIBLE.has(state))) throw error
    return error
  }
}

const purposeOf = (key: ForeignKeyPlan) => ({
  doing: `Adding the foreign key ${key.name}`,
  subject: { table: key.source },
})

export function foreignKeyLeftOut(key: ForeignKeyPlan, { message: reason }: Error): Note {
  const message = `The foreign key ${described(key)} was left out: ${reason}.`
  return { code: 'foreign-key-left-out', table: key.source, message }
}

export async function foreignKeyNotValid(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<Note> {
  const message = `${await describeOrphans(client, key, schema)}; the foreign key ${described(key)} was added NOT VALID, for new rows only.`
  return { code: 'foreign-key-not-valid', table: key.source, message }
}

function described(key: ForeignKeyPlan): string {
  return `(${key.columns.join(', ')}) → ${key.parent}`
}
