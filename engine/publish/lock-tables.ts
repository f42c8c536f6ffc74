import type pg from 'pg'
import type { Plan } from '../plan/plan.ts'
import { execute } from '../target/query.ts'
import { qualifiedName } from '../target/quote.ts'

/** What publish needs for itself from its first change to its commit; relations quoted, with their schemas. */
export interface Needed {
  /** Of the staging schema, which nobody but litelift and a backup reads. */
  staged: string[]
  /** From everybody: tables that are swapped or widened. */
  alone: string[]
  /** From writers: tables that are brought up to date, and those that a new foreign key references. */
  shared: string[]
}

export function neededLocks(plan: Plan, staging: string): Needed {
  const name = (table: { name: string }) => qualifiedName(plan.schema, table.name)
  const existing = plan.tables.filter(({ action }) => action !== 'create')
  const isAlone = (table: Plan['tables'][number]) =>
    table.action === 'replace' || table.columns.some(({ widened }) => widened !== null)
  const parents = new Set(plan.foreignKeys.map(({ parent }) => parent))
  const shared = existing.filter((table) => !isAlone(table) && (table.action !== 'append' || parents.has(table.name)))
  return {
    staged: plan.tables.map((table) => qualifiedName(staging, table.name)),
    alone: existing.filter(isAlone).map(name),
    shared: shared.map(name),
  }
}

/**
 * Half of deadlock_timeout at most: where two sessions wait for each other, this one lets go before the server looks for one to
 * end, which might be the application's.
 */
const BRIEFLY = `
  SELECT set_config($1, greatest(1, least(400, setting::int / 2))::text, true) FROM pg_settings WHERE name = 'deadlock_timeout'`

/** Lets each lock that the transaction's statements ask for wait as briefly; theirs to set otherwise. */
export async function waitBriefly(client: pg.ClientBase): Promise<void> {
  await execute(client, BRIEFLY, ['lock_timeout'])
}

/** Milliseconds that a single lock may take once the tables are locked. */
const LATER = 2_000

/**
 * Takes the locks, each list within 0.4 s or not at all: whoever comes while publish waits in the queue waits behind it, be it
 * only a reader. Staging first, so that nothing of the application's is held while staging is waited for.
 * @throws LiteliftError `target-busy`, or one with SQLSTATE 57014
 */
export async function lockTables(client: pg.ClientBase, { staged, alone, shared }: Needed): Promise<void> {
  await execute(client, BRIEFLY, ['statement_timeout'])
  const lock = async (relations: string[], mode: string) => {
    if (relations.length > 0)
      await execute(client, `LOCK TABLE ${relations.toSorted().join(', ')} IN ${mode} MODE`, [], {
        doing: 'Locking the tables to publish',
      })
  }
  await lock(staged, 'ACCESS EXCLUSIVE')
  await lock(alone, 'ACCESS EXCLUSIVE')
  await lock(shared, 'SHARE ROW EXCLUSIVE')
  await execute(client, `SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${LATER}`)
}
