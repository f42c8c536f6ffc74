import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { interrupted, LiteliftError } from './errors.ts'
import type { Options } from './options.ts'
import { type Action, isNew, type Plan, type TablePlan } from './plan/plan.ts'
import {
  type Incoming,
  type LeftBehind,
  plannedReferences,
  type Reference,
  referencesInTarget,
  refuseChangedReferences,
} from './publish/changed-references.ts'
import { type Foreseen, type ForeseenTable, foreseeRows } from './publish/foresee.ts'
import { useSearchPathOf } from './target/search-path.ts'
import type { PageFileSpec } from './source/pages/page-file.ts'
import { stageHere } from './stage/stage-here.ts'
import { rowViolation } from './target/row-violation.ts'
import { execute, rehearsal } from './target/query.ts'
import { qualifiedName, quoteIdentifier } from './target/quote.ts'

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

interface Foreseeing {
  plan: Plan
  pages: PageFileSpec
  options: Pick<Options, 'onSkippedReference'>
  signal: AbortSignal
}

/**
 * Stages the rows for existing tables in a transaction that is rolled back, and counts what publish would do with them. Existing
 * tables are only read. The user's own SQL is not run, so what it would change is not foreseen.
 */
export async function foreseeChanges(
  client: pg.Client,
  { plan, pages, options, signal }: Foreseeing,
): Promise<TableChange[]> {
  const staging = `litelift_plan_${randomUUID()}`
  return rehearsal(client, async () => {
    await execute(client, `CREATE SCHEMA ${quoteIdentifier(staging)}`)
    await useSearchPathOf(client, plan.schema)
    const changes: TableChange[] = []
    const left: LeftBehind[] = []
    const incoming: Incoming[] = []
    for (const table of plan.tables) {
      if (signal.aborted) throw interrupted()
      const { source, name, action } = table
      const foreseen = await foresee(client, table, { staging, schema: plan.schema, pages })
      if (foreseen.left) left.push(foreseen.left)
      if (foreseen.incoming !== null) incoming.push({ table, rows: foreseen.incoming })
      changes.push({ source, name, action, counts: foreseen.counts, refused: foreseen.refused })
    }
    if (options.onSkippedReference === 'allow') return changes
    const references = [
      ...(await referencesInTarget(client, plan.schema, left, incoming)),
      ...(await stageReferences(client, plan, { left, staging, pages })),
    ]
    const changed = await changedReferences(client, references)
    return changes.map((change) => (change.source === changed?.subject.table ? refusedBy(change, changed) : change))
  })
}

/** Stages the new tables that reference rows which stay behind, as no others are looked at. */
async function stageReferences(
  client: pg.Client,
  { foreignKeys, tables }: Plan,
  { left, staging, pages }: { left: LeftBehind[]; staging: string; pages: PageFileSpec },
): Promise<Reference[]> {
  const planned = plannedReferences(foreignKeys, left)
  const staged = new Map<string, Incoming>()
  for (const table of tables.filter(({ name }) => planned.some(({ child }) => child === name))) {
    await stageHere(client, table, staging, pages)
    staged.set(table.name, { table, rows: qualifiedName(staging, table.name) })
  }
  return planned.map((reference) => ({ ...reference, child: staged.get(reference.child)! }))
}

function refusedBy(change: TableChange, { message }: LiteliftError): TableChange {
  return { ...change, counts: null, refused: message }
}

async function changedReferences(client: pg.Client, references: Reference[]): Promise<LiteliftError | null> {
  try {
    await refuseChangedReferences(client, references)
    return null
  } catch (error) {
    if (error instanceof LiteliftError && error.code === 'target-reference-changed') return error
    throw error
  }
}

async function foresee(
  client: pg.Client,
  table: TablePlan,
  { staging, schema, pages }: { staging: string; schema: string; pages: PageFileSpec },
): Promise<Pick<TableChange, 'counts' | 'refused'> & Pick<ForeseenTable, 'left' | 'incoming'>> {
  await execute(client, 'SAVEPOINT before_table')
  try {
    // A new table takes every row: its types follow from the values.
    const rejected = isNew(table) ? 0 : await stageHere(client, table, staging, pages)
    const foreseen = await foreseeRows(client, table, { staging, schema, rows: table.rows - rejected })
    return { ...foreseen, counts: { ...foreseen.counts, rejected }, refused: null }
  } catch (error) {
    const refusal = rowViolation(error)
    if (refusal === null) throw error
    await execute(client, 'ROLLBACK TO before_table')
    return { counts: null, refused: refusal.message, left: null, incoming: null }
  }
}
