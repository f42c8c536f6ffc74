import type { Note } from '../notes.ts'
import type { Options } from '../options.ts'
import type { TableProfile } from '../source/profile.ts'
import type { Schema } from '../source/schema.ts'
import { noteObjects } from './note-objects.ts'
import type { Placed } from './placement.ts'
import { planForeignKeys } from './plan-foreign-keys.ts'
import { planTable } from './plan-table.ts'
import { planViews } from './plan-views.ts'
import type { Plan } from './plan.ts'

/** Makes the plan from what is known; no I/O. `profiles` are those of the placements, in their order. */
export function makePlan(
  schema: Schema,
  { placements, views, names }: Placed,
  profiles: TableProfile[],
  options: Options,
): Plan {
  const notes: Note[] = []
  const tables = placements.map((placement, position) =>
    planTable(placement, profiles[position]!, names, options, notes),
  )
  const foreignKeys = planForeignKeys(placements, tables, notes)
  noteObjects(schema, notes)
  const planned = planViews(views, { placements, tables, profiles }, options, notes)
  return { schema: options.schema, mode: options.mode, tables, foreignKeys, views: planned, notes }
}
