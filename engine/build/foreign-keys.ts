import type pg from 'pg'
import type { Note } from '../notes.ts'
import { type ForeignKeyPlan, isNew } from '../plan/plan.ts'
import { addForeignKey } from '../target/ddl.ts'
import { execute, transaction } from '../target/query.ts'
import { sqlStateOf } from '../target/server-error.ts'
import type { Build } from './build-tables.ts'
import type { Job } from './in-turn.ts'
import { describeOrphans } from './orphans.ts'

/** The foreign keys between new tables. Those to a table that exists are added by publish, where that table is. */
export function buildForeignKeys({ plan, schema, listener }: Build, built: Set<string>): Job<Note[]>[] {
  const fresh = new Set(plan.tables.filter(isNew).map(({ name }) => name))
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
      const message = `${await describeOrphans(client, key, schema)}; the foreign key ${columns} was added NOT VALID, for new rows only.`
      return [{ code: 'foreign-key-not-valid', table: key.source, message }]
    }
    const message = `The foreign key ${columns} was left out: ${(error as Error).message}.`
    return [{ code: 'foreign-key-left-out', table: key.source, message }]
  }
}
