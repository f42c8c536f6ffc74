import { isDigit } from './bytes'

/** No day. */
export const NONE: i32 = i32.MIN_VALUE

const MONTHS = memory.data<u8>([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

@inline
function daysIn(year: u32, month: u32): u32 {
  const leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return load<u8>(MONTHS + month) + <u32>leap
}

/** 20240229: a day of the calendar as eight digits. */
export function isDayNumber(value: u32): bool {
  const month = (value / 100) % 100
  const day = value % 100
  return month - 1 < 12 && day - 1 < daysIn(value / 10_000, month)
}

/** Days since 2000-01-01 of YYYY-MM-DD, a day of years 0001 … 9999; {@link NONE} for anything else (encode/calendar.ts). */
@inline
export function dayAt(p: usize): i32 {
  // Eight bytes at once: digits become 0 … 9, dashes 0; a nibble that is more than 9 carries into the upper one.
  const x = load<u64>(p) ^ 0x2d30302d30303030
  const z = <u32>load<u16>(p, 8) ^ 0x3030
  const odd = ((x + 0x0006060006060606) | x) & 0xfff0f0fff0f0f0f0
  if (odd | <u64>(((z + 0x0606) | z) & 0xf0f0)) return NONE
  const pairs = <u32>x * 10 + (<u32>x >> 8)
  const year = (pairs & 255) * 100 + ((pairs >> 16) & 255)
  const month = (<u32>(x >> 40) & 15) * 10 + (<u32>(x >> 48) & 15)
  const day = (z & 15) * 10 + (z >> 8)
  if (month - 1 >= 12 || year == 0 || day - 1 >= daysIn(year, month)) return NONE
  const y = month <= 2 ? year - 1 : year
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return <i32>(y * 365 + y / 4 - y / 100 + y / 400 + ofYear) - 719468 - 10957
}

/** What {@link clockAt} read: where it ended, and microseconds of the day; {@link zoneAt}: seconds east of UTC. */
export let clockEnd: usize = 0
export let clock: i64 = 0
export let zone: i32 = 0

@inline
function twoDigits(p: usize): u32 {
  const tens = <u32>load<u8>(p) - 48
  const ones = <u32>load<u8>(p, 1) - 48
  return tens < 10 && ones < 10 ? tens * 10 + ones : 100
}

/** hh:mm[:ss[.f]]; a fraction may have more than six digits only if those are zeros. */
@inline
export function clockAt(p: usize, end: usize): bool {
  if (end < p + 5 || load<u8>(p, 2) != 0x3a) return false
  const hour = twoDigits(p)
  const minute = twoDigits(p + 3)
  if (hour > 23 || minute > 59) return false
  let seconds = hour * 3600 + minute * 60
  let at = p + 5
  let micros: u32 = 0
  if (at < end && load<u8>(at) == 0x3a) {
    if (end < at + 3) return false
    const second = twoDigits(at + 1)
    if (second > 59) return false
    seconds += second
    at += 3
    if (at < end && load<u8>(at) == 0x2e) {
      const from = ++at
      let unit: u32 = 100_000
      for (; at < end && isDigit(load<u8>(at)); at++) {
        const digit: u32 = <u32>load<u8>(at) - 48
        if (unit == 0 && digit != 0) return false
        micros += digit * unit
        unit /= 10
      }
      if (at == from) return false
    }
  }
  clockEnd = at
  clock = <i64>seconds * 1_000_000 + micros
  return true
}

/** Z or ±hh:mm up to 14 hours, to the end. */
export function zoneAt(p: usize, end: usize): bool {
  const sign = load<u8>(p)
  zone = 0
  if (end == p + 1) return sign == 0x5a
  if (end != p + 6 || (sign != 0x2b && sign != 0x2d) || load<u8>(p, 3) != 0x3a) return false
  const hours = twoDigits(p + 1)
  const minutes = twoDigits(p + 4)
  if (hours > 14 || minutes > 59) return false
  const seconds = <i32>(hours * 3600 + minutes * 60)
  zone = sign == 0x2b ? seconds : -seconds
  return true
}

@inline
export function isSeparator(byte: u32): bool {
  return byte == 0x20 || byte == 0x54
}
