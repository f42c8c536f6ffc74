import type { Note } from '../notes.ts'
import { isNew } from '../plan/plan.ts'
import { addForeignKey, validateForeignKey } from '../ddl/ddl.ts'
import type { Build } from './build.ts'
import type { Built } from './built.ts'
import type { Job } from './in-turn.ts'
import { asServerTakes, attemptForeignKey, foreignKeyLeftOut, foreignKeyNotValid } from '../ddl/foreign-key.ts'

/**
 * Adds the foreign keys between new tables, for new rows only as yet, which reads no row. Keys to a table that exists are added by
 * publish, where that table is.
 */
export function addForeignKeys({ plan, schema }: Build, built: Built): Job<Note[]>[] {
  const fresh = new Set(plan.tables.filter(isNew).map(({ name }) => name))
  return plan.foreignKeys
    .filter((key) => fresh.has(key.parent) && built.constraint(key.table, key.name) === 'absent')
    .map((planned) => async (client) => {
      const { key, notes } = await asServerTakes(client, planned)
      const refusal = await attemptForeignKey(client, key, addForeignKey(key, schema, { valid: false }))
      return refusal === null ? notes : [foreignKeyLeftOut(key, refusal)]
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
      const refusal = await attemptForeignKey(client, key, validateForeignKey(key, schema))
      if (refusal !== null) notes.push(await foreignKeyNotValid(client, key, schema))
      listener({ type: 'built', table: key.source, what: key.name })
    }
    return notes
  })
}
