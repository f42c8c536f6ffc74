/** Days between 1970-01-01 and 2000-01-01, PostgreSQL's day zero. */
const POSTGRES_EPOCH_DAYS = 10957

/**
 * Days since 2000-01-01 of a day in the proleptic Gregorian calendar, years 1 … 9999
 * (howardhinnant.github.io/date_algorithms.html). `| 0` divides integers, which Math.floor does not.
 */
export function daysSince2000(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1
  const days = y * 365 + ((y / 4) | 0) - ((y / 100) | 0) + ((y / 400) | 0) + dayOfYear
  return days - 719468 - POSTGRES_EPOCH_DAYS
}

export function digits2(bytes: Uint8Array, at: number): number {
  return (bytes[at]! - 48) * 10 + bytes[at + 1]! - 48
}

/** Days since 2000-01-01 of `YYYY-MM-DD` at `start`. */
export function parseDays(bytes: Uint8Array, start: number): number {
  const year = digits2(bytes, start) * 100 + digits2(bytes, start + 2)
  return daysSince2000(year, digits2(bytes, start + 5), digits2(bytes, start + 8))
}

/** A time of day or the rest of a timestamp, read by {@link parseTime}. One object, refilled: it is used once per value. */
export const time = {
  /** Seconds of the day, less the zone's offset; may leave [0, 86400) by it. */
  seconds: 0,
  micros: 0,
}

const COLON = 58
const POINT = 46
const PLUS = 43
const MINUS = 45

/** Reads `hh:mm[:ss[.f…]][Z|±hh:mm]` in `[start, end)` into {@link time}; the profile has checked the form. */
export function parseTime(bytes: Uint8Array, start: number, end: number): void {
  let seconds = digits2(bytes, start) * 3600 + digits2(bytes, start + 3) * 60
  let micros = 0
  let at = start + 5
  if (at < end && bytes[at] === COLON) {
    seconds += digits2(bytes, at + 1)
    at += 3
    if (at < end && bytes[at] === POINT) {
      let unit = 100_000
      for (at++; at < end && bytes[at]! >= 48 && bytes[at]! <= 57; at++) {
        // Digits past the sixth are zeros, by the profile.
        micros += (bytes[at]! - 48) * unit
        unit = Math.floor(unit / 10)
      }
    }
  }
  while (at < end && bytes[at] === 32) at++
  if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) {
    const offset = digits2(bytes, at + 1) * 3600 + digits2(bytes, at + 4) * 60
    seconds += bytes[at] === PLUS ? -offset : offset
  }
  time.seconds = seconds
  time.micros = micros
}
