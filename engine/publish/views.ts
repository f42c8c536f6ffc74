import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Note } from '../notes.ts'
import type { Plan, ViewPlan } from '../plan/plan.ts'
import { createView } from '../ddl/ddl.ts'
import { execute, query } from '../target/query.ts'

/**
 * Makes the plan's views in the running transaction, once their tables are in the target schema. A new one that
 * PostgreSQL refuses becomes a note, and so do those that read it; one that was to replace a view of the target fails.
 */
export async function createViews(
  client: pg.ClientBase,
  { views, schema }: Plan,
): Promise<{ made: ViewPlan[]; notes: Note[] }> {
  const made: ViewPlan[] = []
  const notes: Note[] = []
  if (views.length === 0) return { made, notes }
  const [server] = await query<{ invoker: boolean }>(
    client,
    "SELECT current_setting('server_version_num')::int >= 150000 AS invoker",
  )
  for (const view of views) {
    await execute(client, 'SAVEPOINT view')
    try {
      await execute(client, createView(view, schema, server), [], { doing: `Making the view ${view.name}` })
      await execute(client, 'RELEASE SAVEPOINT view')
      made.push(view)
    } catch (error) {
      const isRefused = error instanceof LiteliftError && error.code === 'target-refused-definition'
      if (view.action === 'replace' || !isRefused) throw error
      await execute(client, 'ROLLBACK TO SAVEPOINT view')
      notes.push(refused(view, error))
    }
  }
  return { made, notes }
}

function refused({ source, sql }: ViewPlan, { message: why }: LiteliftError): Note {
  const message = `The view ${source} was left out: ${why}.`
  return { code: 'view-left-out', object: source, message, sql }
}
