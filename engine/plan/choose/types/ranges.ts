import type { ColumnProfile } from '../../../source/profile/profile.ts'

export type IntegerType = 'smallint' | 'integer' | 'bigint'

const RANGES: Record<IntegerType, bigint> = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n }

/** Integers of larger magnitude are not all exact as doubles. */
const EXACT_DOUBLE = 2n ** 53n

/** Whether every INTEGER of the column fits one of PostgreSQL's integer types. */
export function fitsInteger(type: IntegerType, profile: ColumnProfile): boolean {
  return isWithin(profile, -RANGES[type], RANGES[type] - 1n)
}

/** Whether every INTEGER of the column is exact as a double. */
export function fitsDouble(profile: ColumnProfile): boolean {
  return isWithin(profile, -EXACT_DOUBLE, EXACT_DOUBLE)
}

/** Whether every INTEGER of the column lies in `[low, high]`. */
export function isWithin({ minInteger, maxInteger }: ColumnProfile, low: bigint, high: bigint): boolean {
  return minInteger === null || maxInteger === null || (minInteger >= low && maxInteger <= high)
}
