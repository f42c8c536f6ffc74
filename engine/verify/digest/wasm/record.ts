// The file's side: leaf pages of tables and their records (sqlite.org/fileformat2.html §1.6, §2.1).

import { DAMAGED, DONE, goneThrough, OVERFLOW, UNKNOWN } from './calls'
import { COLUMNS, columns, FIELDS } from './columns'
import { add, addBytes, begin, end } from './digest'
import {
  BOOLEAN, BYTES, DATE, DIGITS15, DOUBLE, INTEGER, IS_NULL, IS_NUMBER, IS_TEXT, LONG, MAY_LACK, NUMERIC, TEXT, TIME, TIMESTAMP, TIMESTAMPTZ,
  UNIX_MS, UNIX_S, UNIX_US, UUID,
} from './kinds'
import { dayAt, momentAt, NO_MOMENT, NONE, timeAt } from './moment'
import { uuid, uuidText } from './uuid'

const TYPES = memory.data(FIELDS * 4)
const STARTS = memory.data(FIELDS * 4)

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
 * Gives DONE; or, with the cell in `reached`: UNKNOWN, OVERFLOW (whose payload is to be given to {@link record}), DAMAGED.
 */
export function leaf(page: usize, usable: u32, header: u32, from: i32): i32 {
  const head = page + header
  const cells = <i32>bswap<u16>(load<u16>(head, 3))
  const pointers = header + 8
  if (load<u8>(head) != 0x0d || pointers + 2 * <u32>cells > usable) return DAMAGED
  for (let i = from; i < cells; i++) {
    goneThrough(i)
    const at = <u32>bswap<u16>(load<u16>(page + pointers + 2 * i))
    if (at + 4 > usable) return DAMAGED
    const size = varint(page + at)
    const rowid = <i64>varint(varintEnd)
    const payload = varintEnd
    if (size > <u64>(usable - 35)) return OVERFLOW
    if (payload + <usize>size > page + usable) return DAMAGED
    if (!record(payload, <u32>size, rowid)) return UNKNOWN
  }
  goneThrough(cells)
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
  for (let i = 0; i < columns(); i++) {
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
