import type pg from 'pg'
import type { Plan } from '../plan/plan.ts'
import { refuseAccess } from './access.ts'
import { refuseWidening } from './widen.ts'
import { refuseDependents } from './dependents.ts'

/**
 * Refuses a plan that publish could not carry out, before any row moves. What the user's own SQL does away with first is seen
 * only by publish, which looks once more.
 * @throws LiteliftError `target-grant-missing`, `target-row-security`, `target-dependents`
 */
export async function checkBeforehand(client: pg.ClientBase, plan: Plan): Promise<void> {
  if (plan.before.length === 0) await checkPublishable(client, plan)
}

/** The same for publish, after that SQL. */
export async function checkPublishable(client: pg.ClientBase, plan: Plan): Promise<void> {
  await refuseAccess(client, plan)
  await refuseDependents(client, plan)
  await refuseWidening(client, plan)
}
