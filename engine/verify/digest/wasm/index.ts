// Digests of rows, of a SQLite page and of PostgreSQL's binary COPY alike: equal values give equal digests. It shares nothing
// with engine/loop, whose mistakes it is there to find. What it does not know it says, and somebody else compares (compare-digests.ts).
// Formats: sqlite.org/fileformat2.html §1.6, §2.1; postgresql.org sql-copy.html, Binary Format.

import { add, addBytes, begin, end } from './digest'
import { dayAt, momentAt, NONE, NO_MOMENT, timeAt } from './moment'

/** How the values of a column are digested; numbers of kinds.ts. */
const INTEGER = 1
const BOOLEAN = 2
const DOUBLE = 3
const BYTES = 4
const TEXT = 5
const DATE = 6
const TIMESTAMP = 7
const TIMESTAMPTZ = 8
const UNIX_S = 9
const UNIX_MS = 10
const UNIX_US = 11
const NUMERIC = 12
const UUID = 13
const TIME = 14

/** Records from before ALTER TABLE ADD COLUMN lack the field, which is NULL then. */
const MAY_LACK = 256

/** Columns at most, of a record and of a table: SQLITE_MAX_COLUMN as it is built, and PostgreSQL's 1,600. */
const FIELDS = 2000
/** Longer values are left to those that compare by SHA-256. */
const LONG: u32 = 1 << 20

/** Of each column of the table: kind, with {@link MAY_LACK} where it may be, and its field in the record, -1 the rowid. */
const COLUMNS = memory.data(FIELDS * 8)
let columns: i32 = 0

const TYPES = memory.data(FIELDS * 4)
const STARTS = memory.data(FIELDS * 4)

/** What a digest's tag tells apart. */
const IS_NULL: u64 = 1
const IS_NUMBER: u64 = 2
const IS_TEXT: u64 = 3

/** Results of the calls, and bytes or cells that they went through. */
const DONE = 0
const UNKNOWN = 1
const OVERFLOW = 2
const DAMAGED = 3
const MORE = 4
export let reached: i32 = 0

export { clear, sumsAt } from "./digest"

export function columnsAt(): usize {
  return COLUMNS
}

/** Where pages and chunks are written to, with room for so many bytes and the few that are read beyond. */
export function room(bytes: u32): usize {
  const needed = <i32>((__heap_base + bytes + 64 + 0xffff) >> 16)
  const lacking = needed - memory.size()
  if (lacking > 0 && memory.grow(lacking) < 0) return 0
  return __heap_base
}

export function start(count: i32): void {
  columns = count
}

let varintEnd: usize = 0

function varint(p: usize): u64 {
  let value: u64 = 0
  for (let i = 0; i < 8; i++) {
    const byte = <u64>load<u8>(p++)
    value = (value << 7) | (byte & 127)
    if (byte < 128) {
      varintEnd = p
      return value
    }
  }
  varintEnd = p + 1
  return (value << 8) | <u64>load<u8>(p)
}

/**
 * A table leaf page at `page`, from its cell `from` on. `header` is where its header begins, 100 on page 1; `usable` what SQLite uses of it.
 * Gives DONE; or, with the cell in {@link reached}: UNKNOWN, OVERFLOW (whose payload is to be given to {@link record}), DAMAGED.
 */
export function leaf(page: usize, usable: u32, header: u32, from: i32): i32 {
  const head = page + header
  const cells = <i32>bswap<u16>(load<u16>(head, 3))
  const pointers = header + 8
  if (load<u8>(head) != 0x0d || pointers + 2 * <u32>cells > usable) return DAMAGED
  for (let i = from; i < cells; i++) {
    reached = i
    const at = <u32>bswap<u16>(load<u16>(page + pointers + 2 * i))
    if (at + 4 > usable) return DAMAGED
    const size = varint(page + at)
    const rowid = <i64>varint(varintEnd)
    const payload = varintEnd
    if (size > <u64>(usable - 35)) return OVERFLOW
    if (payload + <usize>size > page + usable) return DAMAGED
    if (!record(payload, <u32>size, rowid)) return UNKNOWN
  }
  reached = cells
  return DONE
}

/** One record (§2.1). False where a value, or the record itself, is none that is known here. */
export function record(payload: usize, size: u32, rowid: i64): bool {
  const limit = payload + size
  const headerSize = varint(payload)
  if (headerSize > <u64>size || headerSize == 0) return false
  const headerEnd = payload + <usize>headerSize
  let at = varintEnd
  let content = headerEnd
  let fields: i32 = 0
  while (at < headerEnd) {
    if (fields == FIELDS) return false
    const type = varint(at)
    at = varintEnd
    if (type > 0x7fffffff) return false
    store<u32>(TYPES + 4 * fields, <u32>type)
    store<u32>(STARTS + 4 * fields, <u32>content)
    content += sizeOf(<u32>type)
    if (content > limit) return false
    fields++
  }
  if (at != headerEnd) return false
  begin()
  for (let i = 0; i < columns; i++) {
    const described = load<i32>(COLUMNS + 8 * i)
    const kind = described & 255
    const field = load<i32>(COLUMNS + 8 * i, 4)
    if (field < 0) {
      if (!integer(kind, rowid)) return false
      continue
    }
    if (field >= fields) {
      if ((described & MAY_LACK) == 0) return false
      add(IS_NULL, 0)
      continue
    }
    const type = load<u32>(TYPES + 4 * field)
    const p = <usize>load<u32>(STARTS + 4 * field)
    if (type == 0) add(IS_NULL, 0)
    else if (type <= 6) {
      if (!integer(kind, integerAt(type, p))) return false
    } else if (type == 7) {
      if (!real(kind, reinterpret<f64>(bswap<u64>(load<u64>(p))))) return false
    } else if (type == 8 || type == 9) {
      if (!integer(kind, <i64>(type - 8))) return false
    } else if (type < 12) return false
    else if (!bytes(kind, p, (type - 12) >> 1, (type & 1) == 1)) return false
  }
  end()
  return true
}

@inline
function sizeOf(type: u32): u32 {
  if (type >= 12) return (type - 12) >> 1
  if (type <= 4) return type
  return type == 5 ? 6 : type <= 7 ? 8 : 0
}

@inline
function integerAt(type: u32, p: usize): i64 {
  switch (type) {
    case 1:
      return <i64>load<i8>(p)
    case 2:
      return <i64>(<i16>bswap<u16>(load<u16>(p)))
    case 3:
      return (<i64>load<i8>(p) << 16) | <i64>bswap<u16>(load<u16>(p, 1))
    case 4:
      return <i64>(<i32>bswap<u32>(load<u32>(p)))
    case 5:
      return (<i64>(<i16>bswap<u16>(load<u16>(p))) << 32) | <i64>bswap<u32>(load<u32>(p, 2))
    default:
      return <i64>bswap<u64>(load<u64>(p))
  }
}

/** Microseconds from 1970 to 2000, from where PostgreSQL counts. */
const SINCE_2000: i64 = 946_684_800_000_000
/** Of years 1 to 9999 in microseconds since 1970: others have no cast. */
const FIRST: i64 = -62_135_596_800_000_000
const LAST: i64 = 253_402_300_800_000_000

/** Doubles hold integers up to here exactly. */
const EXACT: i64 = 1 << 53
/** Decimals of at most 15 digits and doubles are one to one (DBL_DIG). */
const DIGITS15: i64 = 1_000_000_000_000_000

function integer(kind: i32, value: i64): bool {
  switch (kind) {
    case INTEGER:
      add(IS_NUMBER, <u64>value)
      return true
    case BOOLEAN:
      if (value != 0 && value != 1) return false
      add(IS_NUMBER, <u64>value)
      return true
    case DOUBLE:
      if (value > EXACT || value < -EXACT) return false
      add(IS_NUMBER, reinterpret<u64>(<f64>value))
      return true
    case NUMERIC:
      if (value >= DIGITS15 || value <= -DIGITS15) return false
      add(IS_NUMBER, reinterpret<u64>(<f64>value))
      return true
    case UNIX_S:
      return value > LAST / 1_000_000 || value < FIRST / 1_000_000 ? false : moment(value * 1_000_000)
    case UNIX_MS:
      return value > LAST / 1000 || value < FIRST / 1000 ? false : moment(value * 1000)
    case UNIX_US:
      return moment(value)
    default:
      return false
  }
}

@inline
function moment(micros: i64): bool {
  if (micros < FIRST || micros >= LAST) return false
  add(IS_NUMBER, <u64>(micros - SINCE_2000))
  return true
}

function real(kind: i32, value: f64): bool {
  // SQLite reads NaN as NULL.
  if (isNaN(value)) return false
  switch (kind) {
    case DOUBLE:
      add(IS_NUMBER, reinterpret<u64>(value))
      return true
    case NUMERIC:
      // Its shortest decimal is what numeric holds; of more than 15 digits the target's side does not know it.
      if (!isFinite(value)) return false
      add(IS_NUMBER, reinterpret<u64>(value + 0))
      return true
    case INTEGER:
      if (value != trunc(value) || !(abs(value) < 9.2e18)) return false
      add(IS_NUMBER, <u64>(<i64>value))
      return true
    default:
      return false
  }
}

function bytes(kind: i32, p: usize, length: u32, isText: bool): bool {
  if (length > LONG) return false
  switch (kind) {
    case TEXT:
      if (!isText) return false
      addBytes(IS_TEXT, p, length)
      return true
    case BYTES:
      addBytes(IS_TEXT, p, length)
      return true
    case UUID:
      return isText ? uuidText(p, length) : uuid(p, length)
    case DATE: {
      const day = isText && length == 10 ? dayAt(p) : NONE
      if (day == NONE) return false
      add(IS_NUMBER, <u64>day)
      return true
    }
    case TIMESTAMP:
    case TIMESTAMPTZ: {
      const micros = isText ? momentAt(p, length, kind == TIMESTAMPTZ) : NO_MOMENT
      if (micros == NO_MOMENT) return false
      add(IS_NUMBER, <u64>micros)
      return true
    }
    case TIME: {
      const micros = isText ? timeAt(p, p + length) : -1
      if (micros < 0) return false
      add(IS_NUMBER, <u64>micros)
      return true
    }
    default:
      return false
  }
}

@inline
function uuid(p: usize, length: u32): bool {
  if (length != 16) return false
  addBytes(IS_TEXT, p, 16)
  return true
}

const HEX = memory.data(16)

/** 8-4-4-4-12 digits in any case. */
function uuidText(p: usize, length: u32): bool {
  if (length != 36) return false
  let to: u32 = 0
  for (let i: u32 = 0; i < 36; ) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (load<u8>(p + i) != 45) return false
      i++
      continue
    }
    const high = hexDigit(load<u8>(p + i))
    const low = hexDigit(load<u8>(p + i, 1))
    if (high > 15 || low > 15) return false
    store<u8>(HEX + to, (high << 4) | low)
    to++
    i += 2
  }
  addBytes(IS_TEXT, HEX, 16)
  return true
}

@inline
function hexDigit(byte: u32): u32 {
  if (byte - 48 < 10) return byte - 48
  const letter = (byte | 32) - 97
  return letter < 6 ? letter + 10 : 16
}

/**
 * Rows of a binary COPY, without its header, between `from` and `limit`. Gives MORE where the last one is not whole, with what was read
 * in {@link reached}; DONE at the trailer; UNKNOWN at a value that is none that is known here.
 */
export function rows(from: usize, limit: usize): i32 {
  let at = from
  while (true) {
    reached = <i32>(at - from)
    if (at + 2 > limit) return MORE
    const count = <i32>(<i16>bswap<u16>(load<u16>(at)))
    if (count == -1) return DONE
    if (count != columns) return UNKNOWN
    let p = at + 2
    for (let i = 0; i < count; i++) {
      if (p + 4 > limit) return MORE
      const length = <i32>bswap<u32>(load<u32>(p))
      p += 4
      if (length > 0) p += length
      if (p > limit) return MORE
    }
    begin()
    p = at + 2
    for (let i = 0; i < count; i++) {
      const length = <i32>bswap<u32>(load<u32>(p))
      p += 4
      if (length < 0) {
        add(IS_NULL, 0)
        continue
      }
      if (!field(load<i32>(COLUMNS + 8 * i) & 255, p, <u32>length)) return UNKNOWN
      p += length
    }
    end()
    at = p
  }
}

/** The binary form of a value, as the types' send functions write it. */
function field(kind: i32, p: usize, length: u32): bool {
  switch (kind) {
    case INTEGER:
      if (length == 8) add(IS_NUMBER, bswap<u64>(load<u64>(p)))
      else if (length == 4) add(IS_NUMBER, <u64>(<i64>(<i32>bswap<u32>(load<u32>(p)))))
      else if (length == 2) add(IS_NUMBER, <u64>(<i64>(<i16>bswap<u16>(load<u16>(p)))))
      else return false
      return true
    case BOOLEAN:
      if (length != 1) return false
      add(IS_NUMBER, <u64>load<u8>(p))
      return true
    case DOUBLE:
    case TIMESTAMP:
    case TIMESTAMPTZ:
    case UNIX_S:
    case UNIX_MS:
    case UNIX_US:
    case TIME:
      if (length != 8) return false
      add(IS_NUMBER, bswap<u64>(load<u64>(p)))
      return true
    case DATE:
      if (length != 4) return false
      add(IS_NUMBER, <u64>(<i32>bswap<u32>(load<u32>(p))))
      return true
    case TEXT:
    case BYTES:
      if (length > LONG) return false
      addBytes(IS_TEXT, p, length)
      return true
    case UUID:
      return uuid(p, length)
    case NUMERIC:
      return numeric(p, length)
    default:
      return false
  }
}

const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
])

/**
 * A numeric (numeric_send: digits, weight, sign, scale, then digits to the base 10,000) of at most 15 significant digits, as the one double
 * that has it as its shortest decimal: an integer and a power of ten that doubles hold exactly, so one operation rounds correctly.
 */
function numeric(p: usize, length: u32): bool {
  if (length < 8) return false
  const count = <i32>bswap<u16>(load<u16>(p))
  const weight = <i32>(<i16>bswap<u16>(load<u16>(p, 2)))
  const sign = bswap<u16>(load<u16>(p, 4))
  if (<u32>(8 + 2 * count) != length || (sign != 0 && sign != 0x4000) || count > 5) return false
  let digits: i64 = 0
  for (let i = 0; i < count; i++) {
    // Five groups are at most 20 digits: what is beyond the 18 of an i64 is no number of 15.
    if (digits > 100_000_000_000_000) return false
    digits = digits * 10_000 + <i64>bswap<u16>(load<u16>(p + 8 + 2 * i))
  }
  let exponent = 4 * (weight - count + 1)
  if (digits == 0) exponent = 0
  else
    while (digits % 10 == 0) {
      digits /= 10
      exponent++
    }
  if (digits >= DIGITS15 || exponent > 22 || exponent < -22) return false
  const magnitude = <f64>digits
  const value = exponent < 0 ? magnitude / load<f64>(POWERS - 8 * exponent) : magnitude * load<f64>(POWERS + 8 * exponent)
  add(IS_NUMBER, reinterpret<u64>(sign == 0 ? value : -value))
  return true
}
