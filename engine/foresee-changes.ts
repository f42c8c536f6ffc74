import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { interrupted } from './errors.ts'
import { type Action, isNew, type Plan, type TablePlan } from './plan/plan.ts'
import { type Foreseen, foreseeRows } from './publish/foresee.ts'
import type { PageFileSpec } from './source/pages/page-file.ts'
import { stageHere } from './stage/stage-here.ts'
import { rowViolation } from './target/row-violation.ts'
import { execute, rehearsal } from './target/query.ts'
import { quoteIdentifier } from './target/quote.ts'

/** What a migration would do to one table of the target. */
export interface TableChange {
  /** Name in the file, and in PostgreSQL. */
  source: string
  name: string
  action: Action
  /** Rows as a report counts them; null where PostgreSQL refuses some, and then the reason. */
  counts: (Foreseen & { rejected: number }) | null
  refused: string | null
}

/**
 * Stages the rows for existing tables in a transaction that is rolled back, and counts what publish would do with them. Existing
 * tables are only read. The user's own SQL is not run, so what it would change is not foreseen.
 */
export async function foreseeChanges(
  client: pg.Client,
  plan: Plan,
  pages: PageFileSpec,
  signal: AbortSignal,
): Promise<TableChange[]> {
  const staging = `litelift_plan_${randomUUID()}`
  return rehearsal(client, async () => {
    await execute(client, `CREATE SCHEMA ${quoteIdentifier(staging)}`)
    const changes: TableChange[] = []
    for (const table of plan.tables) {
      if (signal.aborted) throw interrupted()
      const { source, name, action } = table
      changes.push({ source, name, action, ...(await foresee(client, table, { staging, schema: plan.schema, pages })) })
    }
    return changes
  })
}

async function foresee(
  client: pg.Client,
  table: TablePlan,
  { staging, schema, pages }: { staging: string; schema: string; pages: PageFileSpec },
): Promise<Pick<TableChange, 'counts' | 'refused'>> {
  await execute(client, 'SAVEPOINT before_table')
  try {
    // A new table takes every row: its types follow from the values.
    const rejected = isNew(table) ? 0 : await stageHere(client, table, staging, pages)
    const foreseen = await foreseeRows(client, table, { staging, schema, rows: table.rows - rejected })
    return { counts: { ...foreseen, rejected }, refused: null }
  } catch (error) {
    const refusal = rowViolation(error)
    if (refusal === null) throw error
    await execute(client, 'ROLLBACK TO before_table')
    return { counts: null, refused: refusal.message }
  }
}
