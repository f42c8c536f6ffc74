import { integerAt, isInteger, realAt, sizeOf, varint, varintEnd } from './bytes'
import { enter, payload, payloadEnd, rowid, take } from './cell'
import { countDigits, decimalForm, digits, fraction, scale, split, whole } from './decimal'
import { isJsonb } from './json'
import { clock, clockAt, clockEnd, dayAt, isDayNumber, isSeparator, NONE, zoneAt } from './moment'
import { characters, isBooleanWord, isIntegerText, uuid } from './text'
import {
  ASIDE, ASIDE_BYTES, ASIDE_COLUMN, ASIDE_END, ASIDE_KIND, ASIDE_ROWID, ASIDE_VALUE, BOOLEANS, BOUND, BY_TYPE, CELL, CELLS,
  COUNT_ASIDE, DATES, DAY_NUMBERS, DECIMALS, DOES, FINER, FLAGS, FORM_BOOLEAN, FORM_DECIMAL, FORM_INTEGER, FORM_JSON, FORM_MOMENT,
  FORM_TIME, FORM_UUID, FORMS, FRACTION, INFINITIES, INTEGER_TEXTS, IS_BLOB, IS_MISSING, IS_REAL, IS_TEXT, JSONS, LONG_BLOBS, LONG_TEXTS,
  LONGEST_BYTES, LONGEST_TEXT, LOOKING, MAX, MAX_REAL, MICROSECONDS, MIDNIGHTS, MILLISECONDS, MIN, MIN_REAL, MISSING_NULL, MOST_ASIDE,
  NANOSECONDS, NEAREST_NEGATIVE, NEGATIVES, ORDERED, OUTPUT, PASS, READ, REALS, REFERENCE, ROWID, ROWS, SECONDS, STATE, STEP_BYTES,
  STEP_COUNT, STEPS, SWAPPED, TALLIED, TIMES, TIMESTAMPS, UUIDS, WHOLE, WRITINGS, ZEROS, ZONED,
} from '../layout'

/** 1970-01-02 and 2200-01-01 in seconds: what an epoch of any unit lies between (profile/column-tally.ts). */
const EPOCH_FROM: i64 = 86_400
const EPOCH_BEFORE: i64 = 7_258_118_400
/** Below it integers are compared as such, from it on as nanoseconds. */
const WIDE: i64 = 1 << 53

/**
 * Tallies the values of a leaf's rows, as the reference does (profile/column-tally.ts). A value that it does not know is put aside
 * for the reference, with the column; a record that it does not know ends the call before anything of it is counted.
 */
export function tally(): i32 {
  const cells = load<u32>(STATE + CELLS)
  const steps = load<u32>(STATE + STEP_COUNT)
  const stepsEnd: usize = STEPS + STEP_BYTES * steps
  let rows: u32 = 0
  let end = READ
  store<u32>(STATE + COUNT_ASIDE, 0)
  while (load<u32>(STATE + CELL) < cells) {
    if (load<u32>(STATE + COUNT_ASIDE) + steps > <u32>MOST_ASIDE) {
      end = BOUND
      break
    }
    if (!enter() || !row(stepsEnd)) {
      end = REFERENCE
      break
    }
    take()
    rows++
  }
  store<u32>(STATE + ROWS, rows)
  return end
}

function aside(step: usize, kind: u32, value: u64): void {
  const count = load<u32>(STATE + COUNT_ASIDE)
  const at: usize = ASIDE + ASIDE_BYTES * count
  store<u32>(at, load<u32>(step + TALLIED), ASIDE_COLUMN)
  store<u32>(at, kind, ASIDE_KIND)
  store<i64>(at, rowid, ASIDE_ROWID)
  store<u64>(at, value, ASIDE_VALUE)
  store<u32>(STATE + COUNT_ASIDE, count + 1)
}

function asideBytes(step: usize, kind: u32, from: usize, to: usize): void {
  aside(step, kind, <u64>from | (<u64>to << 32))
}

@inline
function count(at: usize): void {
  store<u32>(at, load<u32>(at) + 1)
}

/** False where the record contradicts itself, which the reference then says: what was counted of it is of no use to anyone. */
@inline
function row(stepsEnd: usize): bool {
  let h = payload
  const stop = payloadEnd
  let size: u32 = load<u8>(h++)
  if (size >= 0x80) {
    const long = varint(h - 1)
    if (long > 0xffff) return false
    size = <u32>long
    h = varintEnd
  }
  const headerEnd = payload + size
  if (headerEnd > stop || headerEnd < h) return false
  let p = headerEnd
  for (let step: usize = STEPS; step < stepsEnd; step += STEP_BYTES) {
    const does = <i32>load<u8>(step + DOES)
    const at: usize = load<u32>(step + TALLIED)
    if (does == ROWID) {
      count(at + BY_TYPE + 6 * 4)
      integer(at, rowid)
      continue
    }
    let type: u32 = 0
    if (h < headerEnd) {
      type = load<u8>(h++)
      if (type >= 0x80) {
        const long = varint(h - 1)
        if (long > 0x3ffff) return false
        type = <u32>long
        h = varintEnd
      }
    } else if (!(load<u8>(step + FLAGS) & MISSING_NULL)) {
      aside(step, IS_MISSING, 0)
      continue
    }
    const from = p
    p += sizeOf(type)
    if (p > stop) return false
    if (does == PASS) continue
    if (type == 10 || type == 11) return false
    if (type < 128) count(at + BY_TYPE + (type << 2))
    if (type == 0) continue
    if (type >= 12) {
      if (type & 1) text(step, at, type, from, p)
      else blob(step, at, type, from, p)
      continue
    }
    if (type != 7 && !(load<u8>(step + FLAGS) & REALS)) {
      integer(at, integerAt(type, from))
      continue
    }
    const value = type == 7 ? realAt(from) : <f64>integerAt(type, from)
    if (value != value) {
      // SQLite reads a stored NaN as NULL.
      uncount(at, 7)
      count(at + BY_TYPE)
      continue
    }
    if (load<u8>(step + FORMS) & FORM_DECIMAL && Math.abs(value) != Infinity && !decimals(at, value)) {
      uncount(at, type)
      aside(step, IS_REAL, reinterpret<u64>(value))
      continue
    }
    if (value < load<f64>(at, MIN_REAL)) store<f64>(at, value, MIN_REAL)
    if (value > load<f64>(at, MAX_REAL)) store<f64>(at, value, MAX_REAL)
    if (Math.abs(value) == Infinity) count(at + INFINITIES)
  }
  return h < headerEnd || (h == headerEnd && p == stop)
}

function uncount(at: usize, type: u32): void {
  const counted = at + BY_TYPE + (type << 2)
  store<u32>(counted, load<u32>(counted) - 1)
}

@inline
function integer(at: usize, value: i64): void {
  if (value < load<i64>(at, MIN)) store<i64>(at, value, MIN)
  if (value > load<i64>(at, MAX)) store<i64>(at, value, MAX)
  if (value >= EPOCH_FROM) epoch(at, value)
  else if (value <= 0) {
    if (value == 0) count(at + ZEROS)
    else {
      count(at + NEGATIVES)
      // Beyond 2^53 to the nearest double.
      if (<f64>value > load<f64>(at, NEAREST_NEGATIVE)) store<f64>(at, <f64>value, NEAREST_NEGATIVE)
    }
  }
}

@inline
function epoch(at: usize, value: i64): void {
  if (value < 100_000_000_000) {
    if (value < EPOCH_BEFORE) count(at + SECONDS)
    if (value >= 19_000_101 && value <= 21_991_231 && isDayNumber(<u32>value)) count(at + DAY_NUMBERS)
  } else if (value < 100_000_000_000_000) {
    if (value < EPOCH_BEFORE * 1000) count(at + MILLISECONDS)
  } else if (value < WIDE) {
    if (value < EPOCH_BEFORE * 1_000_000) count(at + MICROSECONDS)
  } else if (value >= 100_000_000_000_000_000 && value < EPOCH_BEFORE * 1_000_000_000) {
    count(value % 1000 == 0 ? at + NANOSECONDS : at + FINER)
  }
}

/** Widens the digits by a real's shortest decimal; false where the reference has to find it. */
function decimals(at: usize, value: f64): bool {
  if (!split(value)) return false
  let before = digits
  for (let i = scale; i > 0; i--) before /= 10
  widen(at, countDigits(before), scale)
  return true
}

function widen(at: usize, whole: u32, fraction: u32): void {
  if (whole > load<u32>(at, WHOLE)) store<u32>(at, whole, WHOLE)
  if (fraction > load<u32>(at, FRACTION)) store<u32>(at, fraction, FRACTION)
}

function blob(step: usize, at: usize, type: u32, from: usize, to: usize): void {
  const size = <u32>(to - from)
  if (load<u8>(step + FORMS) & FORM_JSON) {
    if (type < 128) uncount(at, type)
    asideBytes(step, IS_BLOB, from, to)
    return
  }
  if (type >= 128) {
    count(at + LONG_BLOBS)
    if (size > load<u32>(at, LONGEST_BYTES)) store<u32>(at, size, LONGEST_BYTES)
  }
  if (size == 16) guid(at, from)
}

function guid(at: usize, p: usize): void {
  const first = load<u64>(p)
  const uniform = first == load<u64>(p, 8) && (first == 0 || ~first == 0)
  const variant = load<u8>(p, 8) >> 6 == 2
  if (uniform || (variant && isVersion(load<u8>(p, 6)))) count(at + ORDERED)
  if (uniform || (variant && isVersion(load<u8>(p, 7)))) count(at + SWAPPED)
}

function isVersion(byte: u32): bool {
  return byte - 0x10 < 0x80
}

@inline
function text(step: usize, at: usize, type: u32, from: usize, to: usize): void {
  const size = <u32>(to - from)
  if (size == 0) return
  const length = characters(from, size)
  const forms = <u32>load<u8>(step + FORMS)
  if (length < 0 || !(forms == 0 ? !load<u32>(at, LOOKING) : formed(at, forms, from, to))) {
    if (type < 128) uncount(at, type)
    asideBytes(step, IS_TEXT, from, to)
    return
  }
  // The longest of those that are counted by their type follows from the counts.
  if (type >= 128) {
    count(at + LONG_TEXTS)
    if (size > load<u32>(at, LONGEST_BYTES)) store<u32>(at, size, LONGEST_BYTES)
  }
  if (<u32>length > load<u32>(at, LONGEST_TEXT)) store<u32>(at, length, LONGEST_TEXT)
}

/** Counts the form that the text has, or that it has none; false, and nothing counted, where the reference has to look at it. */
function formed(at: usize, forms: u32, from: usize, to: usize): bool {
  const size = <u32>(to - from)
  if (forms & FORM_MOMENT) {
    const counter = moment(from, to)
    if (counter != 0) {
      if (!isKnownWriting(at, from, to)) return false
      count(at + counter)
      if (counter == TIMESTAMPS && clock == 0) count(at + MIDNIGHTS)
      return true
    }
    // Perhaps written loosely, which begins with four digits.
    if (<u32>load<u8>(from) - 48 < 10) return false
  }
  if (forms & FORM_TIME) {
    if (clockAt(from, to) && clockEnd == to) {
      count(at + TIMES)
      return true
    }
    if (!(forms & FORM_MOMENT) && moment(from, to) == TIMESTAMPS) return false
  }
  if (forms & FORM_BOOLEAN && isBooleanWord(from, size)) {
    count(at + BOOLEANS)
    return true
  }
  // Its sixteen bytes go where nobody reads them: there are no rows while values are tallied.
  if (forms & FORM_UUID && uuid(OUTPUT, from, size)) {
    count(at + UUIDS)
    return true
  }
  if (forms & FORM_INTEGER && isIntegerText(from, size)) {
    count(at + INTEGER_TEXTS)
    return true
  }
  if (forms & FORM_JSON) {
    if (!isJsonb(from, to)) return false
    count(at + JSONS)
    return true
  }
  if (forms & FORM_DECIMAL && decimalForm(from, size)) {
    count(at + DECIMALS)
    widen(at, whole, fraction)
    return true
  }
  return !load<u32>(at, LOOKING)
}

/** The counter of a text's form, or 0 (profile/text-forms.ts). {@link clock} is that of a timestamp. */
@inline
function moment(from: usize, to: usize): u32 {
  if (to - from < 10 || dayAt(from) == NONE) return 0
  if (to - from == 10) return DATES
  if (!isSeparator(load<u8>(from, 10)) || !clockAt(from + 11, to)) return 0
  if (clockEnd == to) return TIMESTAMPS
  return zoneAt(clockEnd, to) ? ZONED : 0
}

/**
 * Length, separator and zone decide how a text of such a form is written. The reference notes the first text of each way, up to
 * three, so those are not known yet.
 */
@inline
function isKnownWriting(at: usize, from: usize, to: usize): bool {
  const size = <u32>(to - from)
  const last = load<u8>(to - 1)
  const sign = size > 10 ? load<u8>(to - 6) : 0
  const zone: u32 = last == 0x5a ? 2 : sign == 0x2b || sign == 0x2d ? 1 : 0
  const way: u32 = (size << 10) | ((size > 10 ? <u32>load<u8>(from, 10) : 0) << 2) | zone
  for (let i: usize = 0; i < 3; i++) {
    const known = load<u32>(at + WRITINGS + (i << 2))
    if (known == way) return true
    if (known == 0) {
      store<u32>(at + WRITINGS + (i << 2), way)
      return false
    }
  }
  return true
}
