// ISO 8601 as SQLite writes it, read digit by digit and by the calendar's own rules: to find mistakes of a faster reading.

export const NONE: i32 = i32.MIN_VALUE
export const NO_MOMENT: i64 = i64.MIN_VALUE

const DAY: i64 = 86_400_000_000

@inline
function digit(p: usize): u32 {
  return <u32>load<u8>(p) - 48
}

/** Two digits; 100 and more where they are none. */
function two(p: usize): u32 {
  const tens = digit(p)
  const ones = digit(p + 1)
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones
}

/** Days from 2000-01-01 to YYYY-MM-DD of years 1 to 9999. */
export function dayAt(p: usize): i32 {
  const century = two(p)
  const ofCentury = two(p + 2)
  const month = two(p + 5)
  const day = two(p + 8)
  if (century > 99 || ofCentury > 99 || load<u8>(p, 4) != 45 || load<u8>(p, 7) != 45) return NONE
  const year = century * 100 + ofCentury
  const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  if (year == 0 || month < 1 || month > 12 || day < 1) return NONE
  const days: u32 = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  if (day > days) return NONE
  // Whole years before this one, then its months.
  const before = year - 1
  let count: i32 = before * 365 + before / 4 - before / 100 + before / 400
  for (let m: u32 = 1; m < month; m++)
    count += m == 2 ? (leap ? 29 : 28) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31
  return count + <i32>day - 1 - 730_119
}

let zoneAt: usize = 0

/** Microseconds of hh:mm[:ss[.f…]]; -1 for anything else. Where a zone may follow, it begins at {@link zoneAt}. */
function clock(p: usize, end: usize): i64 {
  if (p + 5 > end || load<u8>(p, 2) != 58) return -1
  const hour = two(p)
  const minute = two(p + 3)
  if (hour > 23 || minute > 59) return -1
  let micros = (<i64>hour * 60 + <i64>minute) * 60_000_000
  p += 5
  if (p + 3 <= end && load<u8>(p) == 58) {
    const second = two(p + 1)
    if (second > 59) return -1
    micros += <i64>second * 1_000_000
    p += 3
    if (p < end && load<u8>(p) == 46) {
      p++
      let unit: i64 = 100_000
      const first = p
      while (p < end && digit(p) < 10) {
        // A seventh digit that is not zero is none that a timestamp holds.
        if (unit == 0 && digit(p) != 0) return -1
        micros += <i64>digit(p) * unit
        unit /= 10
        p++
      }
      if (p == first) return -1
    }
  }
  zoneAt = p
  return micros
}

export function timeAt(p: usize, end: usize): i64 {
  const micros = clock(p, end)
  return micros < 0 || zoneAt != end ? -1 : micros
}

/** Microseconds since 2000 of a day, or of a day and a time, in UTC or with a zone where there may be one. */
export function momentAt(p: usize, length: u32, mayHaveZone: bool): i64 {
  if (length < 10) return NO_MOMENT
  const end = p + length
  const day = dayAt(p)
  if (day == NONE) return NO_MOMENT
  let micros = <i64>day * DAY
  if (length == 10) return micros
  const separator = load<u8>(p, 10)
  if (separator != 32 && separator != 84) return NO_MOMENT
  const ofDay = clock(p + 11, end)
  if (ofDay < 0) return NO_MOMENT
  micros += ofDay
  let at = zoneAt
  if (at == end) return micros
  if (!mayHaveZone) return NO_MOMENT
  const sign = load<u8>(at++)
  if (sign == 90) return at == end ? micros : NO_MOMENT
  if ((sign != 43 && sign != 45) || at + 5 != end || load<u8>(at, 2) != 58) return NO_MOMENT
  const hours = two(at)
  const minutes = two(at + 3)
  if (hours > 15 || minutes > 59) return NO_MOMENT
  const offset = (<i64>hours * 60 + <i64>minutes) * 60_000_000
  return sign == 43 ? micros - offset : micros + offset
}
