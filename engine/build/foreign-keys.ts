import type pg from 'pg'
import type { Note } from '../notes.ts'
import { type ForeignKeyPlan, isNew } from '../plan/plan.ts'
import { addForeignKey, validateForeignKey } from '../target/ddl.ts'
import { execute } from '../target/query.ts'
import { sqlStateOf } from '../target/server-error.ts'
import type { Build } from './build-tables.ts'
import type { Built } from './built.ts'
import type { Job } from './in-turn.ts'
import { describeOrphans } from './orphans.ts'

/**
 * Adds the foreign keys between new tables, for new rows only as yet, which reads no row. Keys to a table that exists are added by
 * publish, where that table is.
 */
export function addForeignKeys({ plan, schema }: Build, built: Built): Job<Note[]>[] {
  const fresh = new Set(plan.tables.filter(isNew).map(({ name }) => name))
  return plan.foreignKeys
    .filter((key) => fresh.has(key.parent) && built.constraint(key.table, key.name) === 'absent')
    .map((key) => async (client) => {
      const refusal = await attempt(client, key, addForeignKey(key, schema, { valid: false }))
      return refusal === null ? [] : [leftOut(key, refusal)]
    })
}

/**
 * Lets PostgreSQL look for orphans; where there are any, the key stays for new rows only. One job a table, because a table takes
 * one validation at a time; those of several tables do not wait for each other (explicit-locking.html: SHARE UPDATE EXCLUSIVE
 * beside ROW SHARE).
 */
export function validateForeignKeys({ plan, schema, listener }: Build, built: Built): Job<Note[]>[] {
  const keys = plan.foreignKeys.filter(({ table, name }) => built.constraint(table, name) === 'weak')
  return [...Map.groupBy(keys, ({ table }) => table).values()].map((ofTable) => async (client) => {
    const notes: Note[] = []
    for (const key of ofTable) {
      const refusal = await attempt(client, key, validateForeignKey(key, schema))
      if (refusal !== null) notes.push(await notValid(client, key, schema))
      listener({ type: 'built', table: key.source, what: key.name })
    }
    return notes
  })
}

/** Adds one foreign key inside the running transaction; with orphans it holds for new rows only. */
export async function addForeignKeyOf(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<Note[]> {
  await execute(client, 'SAVEPOINT foreign_key')
  const refusal = await attempt(client, key, addForeignKey(key, schema))
  if (refusal === null) return []
  await execute(client, 'ROLLBACK TO SAVEPOINT foreign_key')
  if (sqlStateOf(refusal) !== FOREIGN_KEY_VIOLATION) return [leftOut(key, refusal)]
  await execute(client, addForeignKey(key, schema, { valid: false }), [], purposeOf(key))
  return [await notValid(client, key, schema)]
}

const FOREIGN_KEY_VIOLATION = '23503'
/** invalid_foreign_key and datatype_mismatch: the parent's key was weakened, or its type cannot be compared. */
const IMPOSSIBLE = new Set(['42830', '42804'])

/** Runs a statement that rows or types may forbid, and gives that refusal. */
async function attempt(client: pg.ClientBase, key: ForeignKeyPlan, sql: string): Promise<Error | null> {
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

function leftOut(key: ForeignKeyPlan, { message: reason }: Error): Note {
  const message = `The foreign key ${described(key)} was left out: ${reason}.`
  return { code: 'foreign-key-left-out', table: key.source, message }
}

async function notValid(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<Note> {
  const message = `${await describeOrphans(client, key, schema)}; the foreign key ${described(key)} was added NOT VALID, for new rows only.`
  return { code: 'foreign-key-not-valid', table: key.source, message }
}

function described(key: ForeignKeyPlan): string {
  return `(${key.columns.join(', ')}) → ${key.parent}`
}
