import { isIntegerType } from '../../types/limits.ts'
import { baseType } from '../../types/postgres-type.ts'

const DAYS = new Set(['date', 'timestamp'])

/**
 * Whether PostgreSQL can compare a referencing column with a referenced one through the referenced one's index. It could
 * compare timestamptz with timestamp too, but by the session's zone.
 */
export function comparable(from: string, to: string): boolean {
  const [a, b] = [from, to].map((type) => baseType(type).replace('varchar', 'text')) as [string, string]
  return (
    a === b ||
    (isIntegerType(a) && (isIntegerType(b) || b === 'numeric' || b === 'double precision')) ||
    (DAYS.has(a) && DAYS.has(b)) ||
    (a === 'numeric' && b === 'double precision')
  )
}

export function isInteger(type: string): boolean {
  return isIntegerType(baseType(type))
}
