import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'
import { planToJson } from './plan-json.ts'

/** A digest of everything in the plan; staged rows are good for a retry only under the same one. */
export function fingerprintOf(plan: Plan): string {
  return createHash('sha256').update(planToJson(plan)).digest('hex')
}
