import { createHash } from 'node:crypto'
import type { Plan } from './plan.ts'

/** A digest of everything in the plan; staged rows are good for a retry only under the same one. */
export function fingerprintOf(plan: Plan): string {
  return createHash('sha256').update(planToJson(plan)).digest('hex')
}

/** The plan as JSON: 64-bit integers as decimal strings, bytes as hex. */
export function planToJson(plan: Plan, indent?: number): string {
  return JSON.stringify(
    plan,
    (_, value: unknown) => {
      if (typeof value === 'bigint') return value.toString()
      if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
      return value
    },
    indent,
  )
}
