import type pg from 'pg'
import type { Note } from '../../notes.ts'
import type { TablePlan } from '../../plan/plan.ts'
import { execute, query } from '../../target/query.ts'
import type { LeftBehind } from './changed-references.ts'
import { findAlsoEmpty, noteAlsoEmpty } from './also-empty.ts'
import { changesOf, type Changes } from './changes.ts'
import { convertedNow, isCompared, isConverted } from './convert-ahead.ts'
import type { Converted, ConvertedRows } from './convert-staged.ts'
import { emptyTables } from './empty-tables.ts'
import type { Merged } from './merged.ts'
import { compareSkipped } from './compare-skipped.ts'
import { parkUniqueValues } from './park-unique-values.ts'
import { refuseDifferences } from './refuse-differences.ts'
import type { Where } from '../../references/references.ts'
import { keptOrphans, orphansInTarget } from './orphans-in-target.ts'
import { setAside } from './set-aside.ts'

/** What became of the rows, and those that mode append left behind. */
export interface Filled {
  merged: Merged[]
  left: LeftBehind[]
  notes: Note[]
}

/**
 * Brings the staged rows into the existing tables as each table's mode says, and counts what that did.
 *
 * All tables go in one statement, because foreign keys are checked, and their actions run, at its end: neither the order of
 * the tables, nor their modes, nor a cycle among them matters (queries-with.html, Data-Modifying Statements). Within a table
 * deletes come before updates before inserts, so that a unique value can pass from a deleted row to another one; each waits for
 * the count of the one before it (that page leaves their order open otherwise). Every row is touched at most once, those aside that swap
 * unique values (park-unique-values.ts).
 * @throws LiteliftError `target-refused-values` where two rows have one key, or where triggers or the actions of foreign
 * keys made rows differ from the file's
 */
export async function fillTables(
  client: pg.ClientBase,
  tables: TablePlan[],
  { ahead, ...where }: Where & { ahead: ReadonlyMap<TablePlan, ConvertedRows> },
): Promise<Filled> {
  if (tables.length === 0) return { merged: [], left: [], notes: [] }
  const { plan, staging } = where
  const { schema } = plan
  const reconciled = tables.filter(isCompared)
  if (reconciled.length > 0) await execute(client, 'SET CONSTRAINTS ALL DEFERRED')
  const kept = plan.onOrphan === 'keep' ? await orphansInTarget(client, where) : []
  const constraints = await setAside(client, tables, schema, kept)
  const also = await findAlsoEmpty(client, plan)
  const notes = [...kept.map(keptOrphans), ...(await noteAlsoEmpty(client, also))]
  const { emptied, left } = await emptyTables(client, tables, schema, also)
  const converted = new Map<TablePlan, Converted>()
  const beside = new Map<TablePlan, ConvertedRows>()
  for (const table of tables.filter((one) => one.action !== 'append')) {
    const rows = await convertedNow(client, table, { ahead, staging, schema })
    beside.set(table, rows)
    if (!isConverted(rows)) continue
    await parkUniqueValues(client, rows)
    converted.set(table, rows)
  }
  const parts = tables.flatMap((table, i) =>
    changesOf({ table, converted: converted.get(table), beside: beside.get(table), emptied: emptied.get(table) }, i, {
      staging,
      schema,
    }),
  )
  const counts = tables.flatMap((_, i) => ['d', 'u', 'i'].map((step) => `(SELECT count(*) FROM ${step}${i})::float8`))
  const [row] = await query<{ counts: number[] }>(
    client,
    `WITH ${[...left.map(({ relation }, i) => `also${i} AS (DELETE FROM ${relation})`), ...parts].join(',\n')} SELECT ARRAY[${counts.join(', ')}] AS counts`,
    [],
    { doing: 'Bringing the rows into the existing tables' },
  )
  if (reconciled.length > 0)
    await execute(client, 'SET CONSTRAINTS ALL IMMEDIATE', [], {
      doing: 'Checking the constraints of the existing tables',
    })
  for (const statement of constraints) await execute(client, statement, [], { doing: 'Restoring what is NOT VALID' })
  for (const [table, one] of converted) await refuseDifferences(client, one, table.action)
  const changes = tables.map((table, i): Changes => {
    const [deleted, updated, inserted] = row!.counts.slice(3 * i, 3 * i + 3) as [number, number, number]
    return { table, deleted: deleted + (emptied.get(table)?.rows ?? 0), updated, inserted }
  })
  const compared = await compareSkipped(client, changes, { staging, schema })
  const merged = changes.map(({ table, deleted, updated, inserted }): Merged => {
    const others = table.rows - inserted - updated
    const unchanged = table.action === 'append' ? (compared.get(table)?.met.identical ?? 0) : others
    return { table, inserted, updated, unchanged, skipped: others - unchanged, deleted }
  })
  return { merged, left: [...compared.values()], notes }
}
