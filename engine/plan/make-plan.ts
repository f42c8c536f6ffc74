import type { Note } from '../notes.ts'
import type { Options } from '../options.ts'
import type { TableProfile } from '../source/profile/profile.ts'
import type { Schema } from '../source/schema/schema.ts'
import { keyTypes } from './choose/key-types.ts'
import { noteChoices } from './choose/note-choices.ts'
import { noteObjects } from './keep/note-objects.ts'
import type { Placed } from './place/placement.ts'
import { planForeignKeys } from './keep/plan-foreign-keys.ts'
import { planTable } from './keep/plan-table.ts'
import { planViews } from './keep/plan-views.ts'
import type { Plan } from './plan.ts'
import { profileAsRead } from './choose/profile-as-read.ts'
import { refuseInvalidTexts } from './choose/refuse-invalid-texts.ts'
import { refuseWideTables } from './choose/refuse-wide-tables.ts'

/** Makes the plan from what is known; no I/O. `found` are the profiles of the placements, in their order. */
export function makePlan(
  schema: Schema,
  { placements, views, names }: Placed,
  found: TableProfile[],
  options: Options,
): Plan {
  const notes: Note[] = []
  const profiles = placements.map((placement, position) => profileAsRead(placement, found[position]!))
  const types = keyTypes(placements, profiles)
  const tables = placements.map((placement, position) =>
    planTable(placement, profiles[position]!, types, names, options, notes),
  )
  refuseWideTables(tables)
  refuseInvalidTexts(tables, profiles)
  for (const [position, table] of tables.entries()) noteChoices(placements[position]!, table, found[position]!, notes)
  const foreignKeys = planForeignKeys(placements, tables, names, notes)
  noteObjects(
    schema,
    placements.map(({ table }) => table),
    notes,
  )
  const planned = planViews(views, { placements, tables, profiles }, options, notes)
  const { schema: target, mode, before, after } = options
  return { schema: target, mode, tables, foreignKeys, views: planned, before, after, notes }
}
