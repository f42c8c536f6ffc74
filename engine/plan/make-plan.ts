import { eachWithProblems } from '../all-problems.ts'
import type { FilledOptions } from '../options.ts'
import type { TableProfile } from '../source/profile/profile.ts'
import type { Schema } from '../source/schema/schema.ts'
import { keyTypes } from './choose/key-types.ts'
import { noteChoices } from './choose/note-choices.ts'
import { offerPreset } from './choose/offer-preset.ts'
import { profileAsRead } from './choose/profile-as-read.ts'
import { refuseInvalidTexts } from './choose/refuse-invalid-texts.ts'
import { refuseWideTables } from './choose/refuse-wide-tables.ts'
import { addConstants } from './keep/add-constants.ts'
import { noteObjects } from './keep/note-objects.ts'
import { planForeignKeys } from './keep/plan-foreign-keys.ts'
import { planTable } from './keep/plan-table.ts'
import { planTriggers } from './keep/plan-triggers.ts'
import { planViews } from './keep/plan-views.ts'
import type { Placed, Placement } from './place/placement.ts'
import { isNew, type Plan, type TablePlan } from './plan.ts'

/** Makes the plan from what is known; no I/O. */
export function makePlan(
  schema: Schema,
  { views: placedViews, names }: Placed,
  found: readonly { placement: Placement; profile: TableProfile }[],
  options: FilledOptions,
): Plan {
  const profiled = found.map(({ placement, profile }) => ({
    placement,
    found: profile,
    profile: profileAsRead(placement, profile),
  }))
  const types = keyTypes(profiled)
  const planned = eachWithProblems(profiled, (row) => ({ ...row, ...planTable(row, types, names, options) }))
  refuseInvalidTexts(planned)
  const { foreignKeys, uniques, notes: ofKeys } = planForeignKeys(planned, names, options)
  const { views, notes: ofViews } = planViews(placedViews, planned, options)
  const { schema: target, mode, alsoEmpty, before, after, onOrphan } = options
  const mayLoseOrphans = onOrphan === 'reject' || onOrphan === 'null'
  const { triggers, notes: ofTriggers } = planTriggers(schema, planned, options)
  const plan = {
    schema: target,
    mode,
    tables: planned.map(({ plan }) => ({
      ...withUniques(plan, uniques.get(plan)),
      keepsRowid: mayLoseOrphans && (!isNew(plan) || foreignKeys.some(({ table }) => table === plan.name)),
    })),
    foreignKeys,
    views,
    onOrphan,
    alsoEmpty,
    triggers,
    before,
    after,
    notes: [
      ...planned.flatMap(({ notes }) => notes),
      ...planned.flatMap((row) => noteChoices(row, row.plan)),
      ...offerPreset(schema.tables, planned, options),
      ...ofKeys,
      ...noteObjects(
        schema,
        planned.map(({ placement }) => placement.table),
      ),
      ...ofViews,
      ...ofTriggers,
    ],
  }
  const whole = addConstants(plan, planned, names)
  refuseWideTables(whole.tables)
  return whole
}

function withUniques(plan: TablePlan, uniques: TablePlan['indexes'] = []): TablePlan {
  return uniques.length === 0 ? plan : { ...plan, indexes: [...plan.indexes, ...uniques] }
}
