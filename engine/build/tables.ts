import type pg from 'pg'
import type { Note } from '../notes.ts'
import type { TablePlan } from '../plan/plan.ts'
import { addCheck, advanceIdentity, attachKey, attachUnique, dropConstraint, forgetConstants } from '../ddl/ddl.ts'
import { execute } from '../target/query.ts'
import { sqlStateOf } from '../target/server-error.ts'
import type { Build } from './build.ts'
import type { Built } from './built.ts'
import type { Job } from './in-turn.ts'
import { objectRefusal } from './object-refusal.ts'

/** What follows the indexes of a table: the key, unique constraints, checks, the identity. An ALTER would wait for an index and hold up the others. */
export function finishTable(
  { schema, listener }: Build,
  table: TablePlan,
  built: Built,
  after: readonly Job<Note[]>[],
): Job<Note[]> {
  const run = async (client: pg.Client) => {
    const purpose = { doing: `Building the constraints of ${table.source}`, subject: { table: table.source } }
    const state = (name: string) => built.constraint(table.name, name)
    const { primaryKey } = table
    // One that values forced to be plain cannot become a constraint.
    if (primaryKey && built.index(primaryKey.name) === 'strong' && state(primaryKey.name) === 'absent')
      await execute(client, attachKey(table, schema), [], purpose)
    for (const index of table.indexes) {
      if (index.constraint && built.index(index.name) === 'strong' && state(index.name) === 'absent')
        await execute(client, attachUnique(index, table, schema), [], purpose)
    }
    const notes: Note[] = []
    for (const check of table.checks) {
      if (state(check.name) === 'strong') continue
      if (state(check.name) === 'weak') await execute(client, dropConstraint(check.name, table, schema))
      notes.push(...(await buildCheck(client, check, table, schema)))
    }
    const forget = forgetConstants(table, schema)
    if (forget !== null) await execute(client, forget, [], purpose)
    const advance = advanceIdentity(table, schema)
    if (advance !== null) await execute(client, advance, [], purpose)
    listener({ type: 'built', table: table.source, what: 'constraints' })
    return notes
  }
  return { run, after }
}

const CHECK_VIOLATION = '23514'

/** SQLite does not look at existing rows when a check appears, so some may break it. */
async function buildCheck(
  client: pg.ClientBase,
  check: TablePlan['checks'][number],
  table: TablePlan,
  schema: string,
): Promise<Note[]> {
  const purpose = { doing: `Adding a check to ${table.source}`, subject: { table: table.source } }
  try {
    await execute(client, addCheck(check, table, schema), [], purpose)
    return []
  } catch (error) {
    const refusal = objectRefusal(error)
    if (refusal !== null) {
      const message = `A check was left out, because it cannot be computed for every row: ${refusal}.`
      return [{ code: 'check-left-out', table: table.source, message, sql: check.source }]
    }
    if (sqlStateOf(error) !== CHECK_VIOLATION) throw error
    await execute(client, addCheck(check, table, schema, { valid: false }), [], purpose)
    const message = 'Rows in the file break this check; it was added NOT VALID, for new rows only.'
    return [{ code: 'check-not-valid', table: table.source, message, sql: check.source }]
  }
}
