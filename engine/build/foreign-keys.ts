import type { Note } from '../notes.ts'
import type { ForeignKeyPlan } from '../plan/plan.ts'
import { addForeignKey, validateForeignKey } from '../ddl/ddl.ts'
import type { Build } from './build.ts'
import type { Built } from './built.ts'
import type { Job } from './in-turn.ts'
import { asServerTakes, attemptForeignKey, foreignKeyLeftOut, foreignKeyNotValid } from '../ddl/foreign-key.ts'

/** A foreign key that is there, at least for new rows. */
export interface Added extends Job<Note[]> {
  key: ForeignKeyPlan
}

/**
 * Adds the foreign keys between new tables, for new rows only as yet, which reads no row, each as soon as both of its ends are finished. Keys to a
 * table that exists are added by publish, where that table is.
 * @param finished by the name of a table, what finishes it
 */
export function addForeignKeys(
  { plan, schema }: Build,
  built: Built,
  finished: ReadonlyMap<string, Job<Note[]>>,
): Added[] {
  return plan.foreignKeys.flatMap((planned) => {
    const ends = [...new Set([planned.table, planned.parent])]
    const after = ends.flatMap((table) => finished.get(table) ?? [])
    if (after.length < ends.length || built.constraint(planned.table, planned.name) !== 'absent') return []
    const run: Added['run'] = async (client) => {
      const { key, notes } = await asServerTakes(client, planned)
      const refusal = await attemptForeignKey(client, key, addForeignKey(key, schema, { valid: false }))
      if (refusal !== null) return [foreignKeyLeftOut(key, refusal)]
      built.constrained(key.table, key.name, 'weak')
      return notes
    }
    // It locks two tables, and two of them at once could wait for each other.
    return [{ key: planned, run, after, alone: ends }]
  })
}

/**
 * Lets PostgreSQL look for orphans; where there are any, the key stays for new rows only. One job a table, because a table takes
 * one validation at a time; those of several tables do not wait for each other (explicit-locking.html: SHARE UPDATE EXCLUSIVE
 * beside ROW SHARE).
 */
export function validateForeignKeys(
  { plan, schema, listener }: Build,
  built: Built,
  added: readonly Added[],
): Job<Note[]>[] {
  const addedTo = Map.groupBy(added, ({ key }) => key.table)
  return [...Map.groupBy(plan.foreignKeys, ({ table }) => table)].map(([table, ofTable]) => ({
    after: addedTo.get(table) ?? [],
    alone: [table],
    run: async (client) => {
      const notes: Note[] = []
      for (const key of ofTable) {
        if (built.constraint(table, key.name) !== 'weak') continue
        const refusal = await attemptForeignKey(client, key, validateForeignKey(key, schema))
        if (refusal !== null) notes.push(await foreignKeyNotValid(client, key, schema))
        listener({ type: 'built', table: key.source, what: key.name })
      }
      return notes
    },
  }))
}
