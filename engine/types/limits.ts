/** PostgreSQL's integer types, the smallest first (datatype-numeric.html). */
export const INTEGER_TYPES = ['smallint', 'integer', 'bigint'] as const
export type IntegerType = (typeof INTEGER_TYPES)[number]

/** The first magnitude past each: a type holds -limit … limit - 1. */
export const INTEGER_LIMIT: Record<IntegerType, bigint> = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n }

/** Integers of larger magnitude are not all exact as doubles. */
export const EXACT_DOUBLE = 2n ** 53n

/** numeric(p,s) takes p to 1000, varchar(n) n to 10485760. */
export const MOST_PRECISION = 1000
export const MOST_CHARACTERS = 10_485_760

export function isIntegerType(name: string): name is IntegerType {
  return (INTEGER_TYPES as readonly string[]).includes(name)
}

/** bit(n) takes n to 83886080 (varbit.h); the second has six digits at most. */
export const MOST_BITS = 83_886_080
export const MOST_FRACTION_OF_SECOND = 6
