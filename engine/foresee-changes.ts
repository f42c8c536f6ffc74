import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { counted, grouped } from './counted.ts'
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
} from './publish/merge/changed-references.ts'
import { emptyingRemarks } from './publish/merge/empty-tables.ts'
import { type Foreseen, foreseeRows } from './publish/merge/foresee.ts'
import { orphansInTarget } from './publish/merge/orphans-in-target.ts'
import { adviceOn, describeOrphans } from './references/orphans.ts'
import { refusedOrphans, settleOrphans } from './references/settle-orphans.ts'
import type { Where } from './references/references.ts'
import { createRejects, recordRejects } from './target/ledger/rejects.ts'
import { useSearchPathOf } from './target/search-path.ts'
import type { PageFileSpec } from './source/pages/page-file.ts'
import { type Refused, stageHere } from './stage/stage-here.ts'
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
  /** Why rows are rejected, and what becomes of orphans, in words. */
  remarks: string[]
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
    const rejects = { relation: qualifiedName(staging, 'litelift reject'), migration: staging }
    await execute(client, createRejects(rejects.relation))
    await useSearchPathOf(client, plan.schema)
    const staged = new Map<TablePlan, Refused>()
    const refusals = new Refusals()
    for (const table of stagedFor(plan)) {
      if (signal.aborted) throw interrupted()
      await refusals.attempt(client, table, async () => {
        staged.set(
          table,
          await stageHere(client, table, staging, pages, (some) =>
            recordRejects(client, rejects.migration, some, rejects.relation),
          ),
        )
      })
    }
    const orphans = await foreseeOrphans(client, { plan, staging, rejects, staged }, refusals)
    const counts = new Map<TablePlan, TableChange['counts']>()
    const left: LeftBehind[] = []
    const incoming: Incoming[] = []
    for (const table of plan.tables.filter((one) => !refusals.of.has(one))) {
      if (signal.aborted) throw interrupted()
      // A new table takes every row: its types follow from the values.
      const rejected = (staged.get(table)?.rows ?? 0) + (orphans.rejected.get(table) ?? 0)
      await refusals.attempt(client, table, async () => {
        const foreseen = await foreseeRows(client, table, { staging, schema: plan.schema, rows: table.rows - rejected })
        if (foreseen.left) left.push(foreseen.left)
        if (foreseen.incoming !== null) incoming.push({ table, rows: foreseen.incoming })
        counts.set(table, { ...foreseen.counts, rejected })
      })
    }
    if (options.onSkippedReference === 'fail') {
      const references = [
        ...(await referencesInTarget(client, plan.schema, left, incoming)),
        ...(await stageReferences(client, plan, { left, staging, staged, pages })),
      ]
      const changed = await changedReferences(client, references)
      const child = plan.tables.find(({ source }) => source === changed?.subject.table)
      if (child) refusals.add(child, `${changed!.message} ${changed!.hint}`)
    }
    const emptying = await emptyingRemarks(client, plan.tables, plan.schema)
    return plan.tables.map((table): TableChange => {
      const { source, name, action } = table
      const refused = refusals.of.get(table)?.join(' ') ?? null
      return {
        source,
        name,
        action,
        counts: refused === null ? counts.get(table)! : null,
        refused,
        remarks: [
          ...reasonsOf(table, staged.get(table)),
          ...(orphans.remarks.get(table) ?? []),
          ...(emptying.get(table) ?? []),
        ],
      }
    })
  })
}

/** Why PostgreSQL would refuse the rows of tables. */
class Refusals {
  readonly of = new Map<TablePlan, string[]>()

  add(table: TablePlan, why: string): void {
    this.of.set(table, [...(this.of.get(table) ?? []), why])
  }

  /** Does something that the server may refuse because of a row; the transaction goes on in any case. */
  async attempt(client: pg.Client, table: TablePlan, work: () => Promise<void>): Promise<void> {
    await execute(client, 'SAVEPOINT before_table')
    try {
      await work()
    } catch (error) {
      const isRefused = error instanceof LiteliftError && error.code === 'target-refused-values'
      const refusal = rowViolation(error) ?? (isRefused ? error : null)
      if (refusal === null) throw error
      await execute(client, 'ROLLBACK TO before_table')
      this.add(table, refusal.message)
    }
  }
}

/** Existing tables; new ones too where orphans among their rows are to be settled. */
function stagedFor({ tables, foreignKeys, onOrphan }: Plan): TablePlan[] {
  const settled =
    onOrphan === null || onOrphan === 'keep' ? [] : foreignKeys.flatMap(({ table, parent }) => [table, parent])
  return tables.filter((table) => !isNew(table) || settled.includes(table.name))
}

/** Reasons of rejects that a plan names for a table. */
const NAMED = 5

function reasonsOf({ rows: of }: TablePlan, refused: Refused | undefined): string[] {
  const reasons = [...(refused?.reasons ?? [])].toSorted(([, a], [, b]) => b.rows - a.rows)
  const named = reasons.slice(0, NAMED).map(
    ([
      why,
      {
        rows,
        first: { rowid, column, value },
      },
    ]) => {
      const example = `${rows > 1 ? 'first ' : ''}rowid ${rowid}${column === null ? '' : `: ${value ?? 'NULL'}`}`
      return `rejected: ${why}: ${grouped(rows)} of ${counted(of, 'row')} (${example})`
    },
  )
  return reasons.length > NAMED ? [...named, 'rejected: others for more reasons'] : named
}

/** What becomes of orphans: rows that would be rejects, and words on them, by table. */
interface ForeseenOrphans {
  rejected: Map<TablePlan, number>
  remarks: Map<TablePlan, string[]>
}

/** Settles orphans as a migration would, and says which ones would be refused. */
async function foreseeOrphans(
  client: pg.Client,
  { plan, staging, rejects, staged }: Where & { staged: ReadonlyMap<TablePlan, Refused> },
  refusals: Refusals,
): Promise<ForeseenOrphans> {
  const { onOrphan } = plan
  const foreseen: ForeseenOrphans = { rejected: new Map(), remarks: new Map() }
  // Of what was refused nothing is known.
  const tables = plan.tables.filter((table) => staged.has(table))
  const names = new Set(tables.map(({ name }) => name))
  const foreignKeys = plan.foreignKeys.filter(({ table, parent }) => names.has(table) && names.has(parent))
  const where = { plan: { ...plan, tables, foreignKeys }, staging, rejects }
  for (const orphans of await refusedOrphans(client, where))
    refusals.add(
      orphans.reference.child,
      `${describeOrphans(orphans)}. ${adviceOn([orphans], { nulled: onOrphan === 'null' })}`,
    )
  if (refusals.of.size > 0 || onOrphan === null || onOrphan === 'fail') return foreseen
  const settled =
    onOrphan === 'keep'
      ? await orphansInTarget(client, where)
      : await settleOrphans(client, { ...where, migration: null })
  for (const { reference, rows, ofRejects } of settled) {
    const { child, name, parent } = reference
    if (onOrphan === 'reject') foreseen.rejected.set(child, (foreseen.rejected.get(child) ?? 0) + rows)
    const kinds = [
      { some: rows - ofRejects, what: `no row of ${parent}` },
      {
        some: ofRejects,
        what: `${ofRejects === 1 ? 'a row' : 'rows'} of ${parent} that ${ofRejects === 1 ? 'is a reject itself' : 'are rejects themselves'}`,
      },
    ]
    const said = kinds
      .filter(({ some }) => some > 0)
      .map(
        ({ some, what }) =>
          `${counted(some, 'row')} ${some === 1 ? 'references' : 'reference'} ${what}: ${BECOMES[onOrphan](name)}.`,
      )
    foreseen.remarks.set(child, [...(foreseen.remarks.get(child) ?? []), ...said])
  }
  return foreseen
}

const BECOMES: Record<'reject' | 'null' | 'keep', (key: string) => string> = {
  reject: () => 'rejects, as onOrphan says',
  null: () => 'the reference becomes NULL, as onOrphan says',
  keep: (key) =>
    `the foreign key ${key} becomes NOT VALID, as onOrphan says; it is dropped and added again, so readers wait`,
}

/** Stages the new tables that reference rows which stay behind, as no others are looked at. */
async function stageReferences(
  client: pg.Client,
  { foreignKeys, tables }: Plan,
  {
    left,
    staging,
    staged: before,
    pages,
  }: {
    left: LeftBehind[]
    staging: string
    staged: ReadonlyMap<TablePlan, Refused>
    pages: PageFileSpec
  },
): Promise<Reference[]> {
  const planned = plannedReferences(foreignKeys, left)
  const staged = new Map<string, Incoming>()
  for (const table of tables.filter(({ name }) => planned.some(({ child }) => child === name))) {
    if (!before.has(table)) await stageHere(client, table, staging, pages)
    staged.set(table.name, { table, rows: qualifiedName(staging, table.name) })
  }
  return planned.map((reference) => ({ ...reference, child: staged.get(reference.child)! }))
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
