import type pg from 'pg'
import { type InspectedTables, planInspected } from './prepare-plan.ts'
import type { FilledOptions } from './options.ts'
import type { Placement } from './plan/place/placement.ts'
import type { Plan } from './plan/plan.ts'
import type { Recorder } from './report/recorder.ts'
import { ColumnTally } from './source/profile/column-tally.ts'
import { refuseContradictingIndexes } from './source/profile/contradicting-index.ts'
import type { TableProfile } from './source/profile/profile.ts'
import { compareByDigests, type Comparison } from './verify/compare.ts'
import type { Digesting } from './verify/digest/compare-digests.ts'

interface AtSight {
  client: pg.Client
  options: FilledOptions
  recorder: Recorder
  digesting: Digesting
}

/**
 * Whether all tables of a file are what they became, asked before the file is profiled: of values that are equal in the target's types nothing
 * has to be known to choose types, and most comparisons are of such. A third of the time of comparing 2M × 17 (bench/).
 * @returns null where anything differs, or is unknown to digests: then a plan is made, by which it is named
 * @throws LiteliftError as of a plan; `file-damaged`
 */
export async function equalAtSight(
  inspected: InspectedTables,
  { client, options, recorder, digesting }: AtSight,
): Promise<{ tables: Comparison[]; plan: Plan } | null> {
  const { placements } = inspected.placed
  const profiles = placements.map((placement) => ({ placement, profile: unread(placement), share: NOTHING }))
  const plan = planInspected(inspected, profiles, options)
  const { tables } = plan
  if (tables.length === 0) return null
  const { listener } = recorder
  const compared = await recorder.phase('verify', () =>
    compareByDigests({ client, schema: options.schema, tables, listener }, digesting),
  )
  if (compared === null) return null
  const rows = new Map(compared.map((one) => [one.table, one.rows.file]))
  refuseContradictingIndexes(rows, await inspected.counting)
  return { tables: compared, plan }
}

const NOTHING = { rows: 0, byReference: 0, valuesAside: 0 }

/** As of a table without rows. */
function unread({ table }: Placement): TableProfile {
  return { rows: 0, columns: table.columns.map((_, column) => new ColumnTally(column, []).profile()) }
}
