import { integerAt, type Row } from '../../source/pages/row.ts'
import { parseDays, parseTime, time } from './calendar.ts'
import type { Output } from './output.ts'

const SECONDS_1970_TO_2000 = 946_684_800
const JULIAN_DAY_OF_2000 = 2451544.5

/**
 * Writes seconds and microseconds since 2000 as PostgreSQL's int64 of microseconds (timestamp.h). Microseconds of
 * far years exceed 2^53, so the product is formed in halves: s·10^6 = (s·15625)·2^6, whose first factor stays exact.
 */
export function writeMicros(output: Output, seconds: number, micros: number): void {
  const product = seconds * 15_625
  let high = Math.floor(product / 67_108_864)
  let low = (product - high * 67_108_864) * 64 + micros
  if (low >= 4_294_967_296) {
    low -= 4_294_967_296
    high += 1
  }
  output.int64(high, low)
}

/** `YYYY-MM-DD`, with or without a time, with or without a zone; without one it is UTC. */
export function writeTimestampText(output: Output, bytes: Uint8Array, start: number, end: number): void {
  const days = parseDays(bytes, start)
  if (end - start > 10) {
    parseTime(bytes, start + 11, end)
  } else {
    time.seconds = 0
    time.micros = 0
  }
  output.int32(8)
  writeMicros(output, days * 86_400 + time.seconds, time.micros)
}

/** An epoch integer of so many units a second: 1, 1e3 or 1e6. The planner checked that it lies in 1970 … 2199. */
export function writeEpoch(output: Output, row: Row, column: number, unitsPerSecond: number): void {
  // 2199 in microseconds is 7.3e15, below 2^53.
  writeUnits(output, Number(integerAt(row, column)), unitsPerSecond)
}

/** Nanoseconds since 1970; the planner checked that they are whole microseconds. */
export function writeEpochNs(output: Output, row: Row, column: number): void {
  writeUnits(output, Number(integerAt(row, column) / 1000n), 1e6)
}

function writeUnits(output: Output, value: number, unitsPerSecond: number): void {
  const seconds = Math.floor(value / unitsPerSecond)
  const micros = (value - seconds * unitsPerSecond) * (1_000_000 / unitsPerSecond)
  output.int32(8)
  writeMicros(output, seconds - SECONDS_1970_TO_2000, micros)
}

/** A julian day, to the millisecond: SQLite keeps no more of one (date.c, iJD), so finer digits are the double's noise. */
export function writeJulian(output: Output, day: number): void {
  const micros = Math.round((day - JULIAN_DAY_OF_2000) * 86_400_000) * 1000
  const seconds = Math.floor(micros / 1_000_000)
  output.int32(8)
  writeMicros(output, seconds, micros - seconds * 1_000_000)
}
