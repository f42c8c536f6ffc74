import type { ColumnProfile } from '../../../source/profile/profile.ts'

import { EXACT_DOUBLE, INTEGER_LIMIT, type IntegerType } from '../../../types/limits.ts'

/** Whether every INTEGER of the column fits one of PostgreSQL's integer types. */
export function fitsInteger(type: IntegerType, profile: ColumnProfile): boolean {
  return isWithin(profile, -INTEGER_LIMIT[type], INTEGER_LIMIT[type] - 1n)
}

/** Whether every INTEGER of the column is exact as a double. */
export function fitsDouble(profile: ColumnProfile): boolean {
  return isWithin(profile, -EXACT_DOUBLE, EXACT_DOUBLE)
}

/** Whether every INTEGER of the column lies in `[low, high]`. */
export function isWithin({ minInteger, maxInteger }: ColumnProfile, low: bigint, high: bigint): boolean {
  return minInteger === null || maxInteger === null || (minInteger >= low && maxInteger <= high)
}
