import { leaveToAutovacuum } from '../ddl/unvacuumed.ts'
import type pg from 'pg'
import { PUBLISHING } from '../ddl/trigger.ts'
import { addForeignKeyOf } from '../ddl/foreign-key.ts'
import { LiteliftError } from '../errors.ts'
import type { Note } from '../notes.ts'
import type { Options } from '../options.ts'
import { isNew, type Plan, type TablePlan, type TriggerPlan, type ViewPlan } from '../plan/plan.ts'
import type { Connection } from '../target/connection/connect.ts'
import { decidedCommit, type Evidence } from '../target/connection/decided-commit.ts'
import { snapshotsHeld } from '../target/snapshots.ts'
import { execute, transaction } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { referencesInTarget, refuseChangedReferences } from './merge/changed-references.ts'
import { fillTables } from './merge/fill-tables.ts'
import { grantsOf } from './grants.ts'
import { lockTables, neededLocks, waitBriefly } from './lock-tables.ts'
import { untilFree } from './until-free.ts'
import type { ConvertedRows } from './merge/convert-staged.ts'
import { convertAhead } from './merge/convert-ahead.ts'
import { lockAndCount } from './merge/lock-and-count.ts'
import type { Merged } from './merge/merged.ts'
import { isOwn } from './merge/met-rows.ts'
import { recordMade } from '../target/ledger/made.ts'
import { checkPublishable } from './check-publishable.ts'
import { useSearchPathOf } from '../target/search-path.ts'
import { namingTargetCode } from './target-code.ts'
import { advanceSequences } from './sequences.ts'
import { runUserSql } from './user-sql.ts'
import { namingCollisions } from './merge/collisions.ts'
import { namingChangedReferences } from './merge/naming-changed-references.ts'
import { REJECTS } from '../target/ledger/rejects.ts'
import { namingOrphans } from './merge/orphans-in-target.ts'
import { widenColumns } from './widen.ts'
import { createTriggers } from './triggers.ts'
import { createViews } from './views.ts'

export interface Publication {
  plan: Plan
  options: Pick<Options, 'onSkippedReference' | 'onOldSnapshot'>
  /** The migration's id. */
  migration: string
  /** The staging schema. */
  staging: string
  /** Called first in every transaction: nobody else takes the migration until it ends. Throws where somebody has. */
  hold: () => Promise<void>
  /** Asked in the transaction, when no other publish into the schema runs; throws what refuses this one. */
  isSuperseded: () => Promise<boolean>
  /** Runs last in the transaction: the ledger's row turns to published together with the data. May run again after a failure. */
  record: (published: Published) => Promise<void>
  /** That record's work is there. */
  evidence: Evidence
}

/** What only publishing finds out. */
export interface Published {
  merged: Merged[]
  views: ViewPlan[]
  triggers: TriggerPlan[]
  notes: Note[]
}

/**
 * Makes the staged data visible: one transaction, one publish at a time per target schema. Readers see the old state
 * until it commits, and after a failure for ever.
 * @returns null where a newer version of the file was published meanwhile; nothing has changed then
 * @throws LiteliftError `target-busy`, `target-dependents`, `target-refused-values`, `target-reference-changed`, `target-name-taken` …; nothing has changed then
 */
export async function publish(connection: Connection, publication: Publication): Promise<Published | null> {
  const { client } = connection
  const { plan, staging, migration } = publication
  const rejects = { relation: REJECTS, migration }
  await refuseOldSnapshots(client, publication)
  try {
    const ahead = await convertAhead(client, plan, publication)
    return await untilFree(client, neededLocks(plan, staging), () => attempt(connection, publication, ahead))
  } catch (error) {
    if (error instanceof Superseded) return null
    const merged = plan.tables.filter((table) => !isNew(table))
    let named = await namingTargetCode(client, merged, error)
    for (const naming of [namingOrphans, namingCollisions, namingChangedReferences])
      named = await naming(client, { plan, staging, rejects }, named)
    throw named
  }
}

/** Ends the transaction. */
class Superseded extends Error {}

async function attempt(
  connection: Connection,
  { plan, staging, migration, options, hold, isSuperseded, record, evidence }: Publication,
  ahead: ReadonlyMap<TablePlan, ConvertedRows>,
): Promise<Published> {
  const { client } = connection
  const schema = quoteIdentifier(plan.schema)
  const by = (action: string) => plan.tables.filter((table) => table.action === action)
  const named = (tables: { name: string }[]) =>
    tables.map(({ name }) => `${schema}.${quoteIdentifier(name)}`).join(', ')
  const replaced = by('replace')
  const replacedViews = plan.views.filter(({ action }) => action === 'replace')
  const moved = [...by('create'), ...replaced]
  const merged = plan.tables.filter((table) => !moved.includes(table))
  const work = async () => {
    await execute(client, 'SET LOCAL synchronous_commit = on')
    await execute(client, `SET LOCAL ${PUBLISHING} = 'on'`)
    // Nobody waits behind this one but other publishes, so that it may wait for its turn.
    await execute(client, "SELECT pg_advisory_xact_lock(hashtextextended('litelift publish ' || $1, 0))", [plan.schema])
    await hold()
    if (await isSuperseded()) throw new Superseded()
    await execute(client, `CREATE SCHEMA IF NOT EXISTS ${schema}`)
    await useSearchPathOf(client, plan.schema)
    await waitBriefly(client)
    await runUserSql(client, 'before', plan.before)
    await execute(client, 'SET LOCAL search_path = pg_catalog')
    await lockTables(client, neededLocks(plan, staging))
    await checkPublishable(client, plan)
    await widenColumns(client, plan)
    const grants = await grantsOf(
      client,
      plan.schema,
      [...replaced, ...replacedViews].map(({ name }) => name),
    )
    if (replacedViews.length > 0)
      await execute(client, `DROP VIEW IF EXISTS ${named(replacedViews)}`, [], {
        doing: 'Replacing the existing views',
      })
    const dropped = await dropTables(client, replaced, plan.schema)
    for (const { name, source } of moved) {
      const purpose = { doing: `Publishing ${name}`, subject: { table: source } }
      const staged = qualifiedName(staging, name)
      await execute(client, `${leaveToAutovacuum(staged)}; ALTER TABLE ${staged} SET SCHEMA ${schema}`, [], purpose)
    }
    const { made, notes } = await createViews(client, plan)
    for (const statement of grants) await execute(client, statement, [], { doing: 'Restoring owner and grants' })
    await useSearchPathOf(client, plan.schema)
    const filled = await fillTables(client, merged, { plan, staging, ahead, rejects: { relation: REJECTS, migration } })
    const existing = new Set(merged.map(({ name }) => name))
    for (const key of plan.foreignKeys.filter(({ parent }) => existing.has(parent))) {
      notes.push(...(await addForeignKeyOf(client, key, plan.schema)))
    }
    if (options.onSkippedReference === 'fail') {
      const incoming = plan.tables.map((table) => ({
        table,
        rows: ownRows(qualifiedName(plan.schema, table.name), table),
      }))
      await refuseChangedReferences(client, await referencesInTarget(client, plan.schema, filled.left, incoming))
    }
    const triggers = await createTriggers(client, plan)
    notes.push(...triggers.notes)
    await execute(client, `DROP SCHEMA ${quoteIdentifier(staging)} CASCADE`)
    await runUserSql(client, 'after', plan.after)
    await recordMade(client, { migration, schema: plan.schema, names: ownNames(plan, moved, made) })
    // What is only checked by the commit would fail after the sequences, which no rollback sets back.
    await execute(client, 'SET CONSTRAINTS ALL IMMEDIATE', [], { doing: 'Checking the deferred constraints' })
    await advanceSequences(client, merged, plan.schema)
    const published = {
      merged: [...dropped, ...filled.merged],
      views: made,
      triggers: triggers.made,
      notes: [...notes, ...filled.notes],
    }
    await record(published)
    return published
  }
  return transaction(client, work, () => decidedCommit(connection, evidence))
}

/** @throws LiteliftError `target-busy` where a transaction would see some rows of a new table and not others */
async function refuseOldSnapshots(client: pg.ClientBase, { plan, options }: Publication): Promise<void> {
  if (options.onOldSnapshot === 'publish' || !plan.tables.some(isNew)) return
  const [oldest] = await snapshotsHeld(client, SNAPSHOT_PATIENCE)
  if (oldest === undefined) return
  const { pid, application } = oldest
  throw new LiteliftError('target-busy', {
    message: `The session ${pid}${application ? ` (${application})` : ''} has been in a transaction since before all rows were staged, and would see only some of them in the new tables.`,
    hint: 'Run it again when that transaction has ended; everything but publishing is done. `onOldSnapshot: publish` waits for none.',
  })
}

/** Milliseconds. */
const SNAPSHOT_PATIENCE = 60_000

/** What litelift made, or made wider where it was its own already. */
function ownNames({ tables }: Plan, moved: TablePlan[], views: ViewPlan[]): string[] {
  const widened = tables.filter(({ isOwn, columns }) => isOwn && columns.some((column) => column.widened !== null))
  return [...moved, ...widened, ...views].map(({ name }) => name)
}

/** SQL: the rows that this migration brought into a table. */
function ownRows(into: string, table: TablePlan): string {
  return isNew(table) ? into : `(SELECT * FROM ${into} t WHERE ${isOwn('t.xmin')})`
}

/** Makes room for the tables that take the place of existing ones, and counts the rows that go with these. */
async function dropTables(client: pg.ClientBase, tables: TablePlan[], schema: string): Promise<Merged[]> {
  const doing = 'Replacing the existing tables'
  const { names, rows } = await lockAndCount(client, tables, schema, doing)
  if (tables.length > 0) await execute(client, `DROP TABLE ${names}`, [], { doing })
  const none = { updated: 0, unchanged: 0, skipped: 0 }
  return tables.map((table, i) => ({ table, inserted: table.rows, ...none, deleted: rows[i]! }))
}
