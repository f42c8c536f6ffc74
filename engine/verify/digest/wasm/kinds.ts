/** How the values of a column are digested; numbers of kinds.ts. */
export const INTEGER = 1
export const BOOLEAN = 2
export const DOUBLE = 3
export const BYTES = 4
export const TEXT = 5
export const DATE = 6
export const TIMESTAMP = 7
export const TIMESTAMPTZ = 8
export const UNIX_S = 9
export const UNIX_MS = 10
export const UNIX_US = 11
export const NUMERIC = 12
export const UUID = 13
export const TIME = 14

/** Records from before ALTER TABLE ADD COLUMN lack the field, which is NULL then. */
export const MAY_LACK = 256

/** What a digest's tag tells apart. */
export const IS_NULL: u64 = 1
export const IS_NUMBER: u64 = 2
export const IS_TEXT: u64 = 3

/** Longer values are left to those that compare by SHA-256. */
export const LONG: u32 = 1 << 20

/** Decimals of at most 15 digits and doubles are one to one (DBL_DIG). */
export const DIGITS15: i64 = 1_000_000_000_000_000
