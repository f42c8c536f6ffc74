import { fromExactJson, toExactJson } from '../exact-json.ts'
import type { Plan } from './plan.ts'

/** The plan as JSON that loses nothing: it goes from task to task, and its digest is the plan's fingerprint. */
export function planToJson(plan: Plan): string {
  return toExactJson(plan)
}

/** @param json as {@link planToJson} gave it to the same version of litelift: a fingerprint tells whether it did */
export function planFromJson(json: string): Plan {
  return fromExactJson(json) as Plan
}
