/** A signed 64-bit integer as int32 halves (`low` unsigned by `>>> 0`): rowids are compared once a row, without BigInt. */
export interface Int64 {
  high: number
  low: number
}

export function int64(value: bigint): Int64 {
  return { high: Number(value >> 32n), low: Number(BigInt.asIntN(32, value)) }
}

/** Whether the integer (aHigh, aLow) is greater than (bHigh, bLow). */
export function isAbove(aHigh: number, aLow: number, bHigh: number, bLow: number): boolean {
  return aHigh > bHigh || (aHigh === bHigh && aLow >>> 0 > bLow >>> 0)
}
