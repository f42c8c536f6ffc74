import type { DecimalDigits } from './decimal-digits.ts'

/**
 * Which of the forms of TextForm the bytes `[start, end)` have. The encoder reads exactly these forms, so they are
 * stricter than what PostgreSQL or SQLite would take: no blanks, no lower-case t or z, two-digit fields, real days.
 */
export function timestampForm(
  bytes: Uint8Array,
  start: number,
  end: number,
): 'date' | 'timestamp' | 'timestamptz' | null {
  if (end - start < 10 || !isDay(bytes, start)) return null
  if (end - start === 10) return 'date'
  const separator = bytes[start + 10]
  if (separator !== SPACE && separator !== T) return null
  const zone = timeEnd(bytes, start + 11, end)
  if (zone < 0) return null
  if (zone === end) return 'timestamp'
  return isZone(bytes, zone, end) ? 'timestamptz' : null
}

const SPACE = 0x20
const PLUS = 0x2b
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const T = 0x54
const Z = 0x5a

/** hh:mm[:ss[.f]] and nothing else. */
export function isTime(bytes: Uint8Array, start: number, end: number): boolean {
  return timeEnd(bytes, start, end) === end
}

/** Of a text of the form timestamp: hh:mm[:ss[.f]] of nothing but zeros. */
export function isMidnight(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 11; at < end; at++) if (isDigit(bytes[at]!) && bytes[at] !== ZERO) return false
  return true
}

/** The words that a boolean is written with; 1 and 0 as text are not among them. */
export function isBooleanWord(bytes: Uint8Array, start: number, end: number): boolean {
  switch (end - start) {
    case 1:
      return (bytes[start]! | 0x20) === 0x74 || (bytes[start]! | 0x20) === 0x66
    case 4:
      return isWord(bytes, start, 'true')
    case 5:
      return isWord(bytes, start, 'false')
    default:
      return false
  }
}

/** An integer as SQLite casts one to text; of at most 18 digits, which all fit 64 bits. */
export function isIntegerText(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start
  if (first === end || end - first > 18) return false
  if (bytes[first] === ZERO) return end - start === 1
  for (let at = first; at < end; at++) if (!isDigit(bytes[at]!)) return false
  return true
}

/** 8-4-4-4-12 hex digits. */
export function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 36) return false
  for (let i = 0; i < 36; i++) {
    const byte = bytes[start + i]!
    const isDash = i === 8 || i === 13 || i === 18 || i === 23
    if (isDash ? byte !== MINUS : !isHex(byte)) return false
  }
  return true
}

/** What PostgreSQL's numeric holds before and after the point (datatype-numeric.html). */
const MOST_WHOLE = 131_072
const MOST_FRACTION = 16_383

/**
 * [+-]digits[.digits]: how many digits before the point, leading zeros left out, and after it; null for anything else, and
 * for more digits than numeric holds.
 */
export function decimalForm(bytes: Uint8Array, start: number, end: number): DecimalDigits | null {
  let at = start
  if (bytes[at] === PLUS || bytes[at] === MINUS) at++
  const first = at
  while (at < end && bytes[at] === ZERO) at++
  const significant = at
  while (at < end && isDigit(bytes[at]!)) at++
  if (at === first) return null
  const whole = at - significant
  if (whole > MOST_WHOLE) return null
  if (at === end) return { whole, fraction: 0 }
  if (bytes[at] !== POINT) return null
  const fractionStart = ++at
  while (at < end && isDigit(bytes[at]!)) at++
  if (at !== end || at === fractionStart || at - fractionStart > MOST_FRACTION) return null
  return { whole, fraction: at - fractionStart }
}

/** YYYY-MM-DD at `start`: a day of years 0001 … 9999. The caller has seen that ten bytes are there. */
function isDay(bytes: Uint8Array, start: number): boolean {
  if (bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false
  const century = twoDigits(bytes, start)
  const ofCentury = twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  if (century < 0 || ofCentury < 0 || month < 1 || month > 12 || day < 1) return false
  const year = century * 100 + ofCentury
  return year > 0 && day <= daysIn(year, month)
}

/** 20240229: a day of the calendar as eight digits. */
export function isDayNumber(value: number): boolean {
  const month = Math.floor(value / 100) % 100
  const day = value % 100
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(Math.floor(value / 10_000), month)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Where hh:mm[:ss[.f]] from `start` ends, or -1. A fraction may have more than six digits only if those are zeros. */
function timeEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 5 || bytes[start + 2] !== COLON) return -1
  if (!isWithin(twoDigits(bytes, start), 23) || !isWithin(twoDigits(bytes, start + 3), 59)) return -1
  let at = start + 5
  if (at === end || bytes[at] !== COLON) return at
  if (end - at < 3 || !isWithin(twoDigits(bytes, at + 1), 59)) return -1
  at += 3
  if (at === end || bytes[at] !== POINT) return at
  const fraction = ++at
  while (at < end && isDigit(bytes[at]!)) {
    if (at - fraction >= 6 && bytes[at] !== ZERO) return -1
    at++
  }
  return at === fraction ? -1 : at
}

/** Z or ±hh:mm up to 14 hours, the whole of `[start, end)`. */
function isZone(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 1) return bytes[start] === Z
  if (end - start !== 6 || (bytes[start] !== PLUS && bytes[start] !== MINUS) || bytes[start + 3] !== COLON) return false
  return isWithin(twoDigits(bytes, start + 1), 14) && isWithin(twoDigits(bytes, start + 4), 59)
}

function isWithin(value: number, most: number): boolean {
  return value >= 0 && value <= most
}

/** 0 … 99, or -1 where these are not two digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66)
}

function isWord(bytes: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if ((bytes[start + i]! | 0x20) !== word.charCodeAt(i)) return false
  return true
}
