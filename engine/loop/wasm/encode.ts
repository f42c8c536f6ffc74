import { integerAt, isInteger, put16, put32, putEight, realAt, sizeOf, swapped, varint, varintEnd } from './bytes'
import { enter, payload, payloadEnd, rowid, take } from './cell'
import { decimalForm, digits, putDecimalText, putInteger, putNumeric, scale, split } from './decimal'
import { clock, clockAt, clockEnd, dayAt, isSeparator, NONE, zone, zoneAt } from './moment'
import { characters, copy, uuid } from './text'
import {
  AS, BIGINT, BOOLEAN, BOUND, CELL, CELLS, CHECKED, DATE, DOES, DOUBLE, EMPTY_AS_NULL, ENOUGH, FIELDS, FLAGS, INTEGER, JSONB, JULIAN,
  KEEPS_ROWID, MISSING_NULL, MOST_ROWS, NUMERIC, OUTPUT, PASS, POSITION, READ, REALS, REFERENCE, ROOM, ROWID, ROWID_AS, ROWID_BYTES, ROWS, SMALLINT, STATE,
  STEP_BYTES, STEP_COUNT, STEPS, TEXT, TIME, TIMESTAMP, UNIX_MS, UNIX_NS, UNIX_S, UNIX_US, UUID,
} from '../layout'

/** More than a field takes beside the bytes that its value has in the record. */
const FIELD_BYTES: u32 = 48

const MICROS_1970_TO_2000: i64 = 946_684_800_000_000
/** Up to here a double counts whole numbers. */
const EXACT: i64 = 1 << 53

/**
 * Encodes rows of a leaf as binary COPY, as the reference does (stage/encode/encoder.ts). A row that it does not know, or that is
 * not what the profile said, is taken back as a whole and left to the reference.
 */
export function encode(): i32 {
  const cells = load<u32>(STATE + CELLS)
  const stepsEnd: usize = STEPS + STEP_BYTES * load<u32>(STATE + STEP_COUNT)
  const fields = load<u32>(STATE + FIELDS)
  const most = load<u32>(STATE + MOST_ROWS)
  const enough: usize = OUTPUT + load<u32>(STATE + ENOUGH)
  const room: usize = OUTPUT + load<u32>(STATE + ROOM)
  const keepsRowid = load<u32>(STATE + KEEPS_ROWID)
  let q: usize = OUTPUT + load<u32>(STATE + POSITION)
  let rows: u32 = 0
  let end = READ
  while (load<u32>(STATE + CELL) < cells) {
    if (q >= enough || rows == most) {
      end = BOUND
      break
    }
    if (!enter() || q + (payloadEnd - payload) + (fields + 1) * FIELD_BYTES > room) {
      end = REFERENCE
      break
    }
    put16(q, fields)
    const after = row(q + 2, stepsEnd)
    if (after == 0) {
      end = REFERENCE
      break
    }
    q = after
    if (keepsRowid) {
      putEight(q, swapped(rowid))
      q += 12
    }
    take()
    rows++
  }
  store<u32>(STATE + POSITION, <u32>(q - OUTPUT))
  store<u32>(STATE + ROWS, rows)
  return end
}

/** Writes the fields of one record; where they end, or 0 where the reference has to. */
@inline
function row(out: usize, stepsEnd: usize): usize {
  let q = out
  let h = payload
  const stop = payloadEnd
  let size: u32 = load<u8>(h++)
  if (size >= 0x80) {
    const long = varint(h - 1)
    if (long > 0xffff) return 0
    size = <u32>long
    h = varintEnd
  }
  const headerEnd = payload + size
  if (headerEnd > stop || headerEnd < h) return 0
  let p = headerEnd
  for (let step: usize = STEPS; step < stepsEnd; step += STEP_BYTES) {
    let does = <i32>load<u8>(step + DOES)
    if (does == ROWID) {
      putEight(q, swapped(rowid))
      q += 12
      continue
    }
    let type: u32 = 0
    let from = p
    if (does == ROWID_AS) {
      does = load<u32>(step + AS)
      type = 6
      from = STATE + ROWID_BYTES
      store<u64>(from, swapped(rowid))
    } else {
      if (h < headerEnd) {
        type = load<u8>(h++)
        if (type >= 0x80) {
          const long = varint(h - 1)
          if (long > 0x3ffff) return 0
          type = <u32>long
          h = varintEnd
        }
      } else if (!(load<u8>(step + FLAGS) & MISSING_NULL)) return 0
      p += sizeOf(type)
      if (p > stop) return 0
      if (does == PASS) {
        if (type == 10 || type == 11) return 0
        continue
      }
    }
    if (type == 0 || (type == 13 && load<u8>(step + FLAGS) & EMPTY_AS_NULL)) {
      store<i32>(q, -1)
      q += 4
      continue
    }
    switch (does) {
      case BIGINT: {
        if (!isInteger(type) || load<u8>(step + FLAGS) & REALS) return 0
        putEight(q, swapped(integerAt(type, from)))
        q += 12
        break
      }
      case INTEGER: {
        if (!isInteger(type) || load<u8>(step + FLAGS) & REALS) return 0
        const value = integerAt(type, from)
        if (value != <i64>(<i32>value)) return 0
        store<u32>(q, 0x04000000)
        put32(q + 4, <i32>value)
        q += 8
        break
      }
      case SMALLINT: {
        if (!isInteger(type) || load<u8>(step + FLAGS) & REALS) return 0
        const value = integerAt(type, from)
        if (value != <i64>(<i16>value)) return 0
        store<u32>(q, 0x02000000)
        put16(q + 4, <i32>value)
        q += 6
        break
      }
      case BOOLEAN: {
        let truth: i64 = 0
        if (isInteger(type)) {
          if (load<u8>(step + FLAGS) & REALS) return 0
          truth = integerAt(type, from)
          if (<u64>truth > 1) return 0
        } else {
          if (type < 15 || !(type & 1) || load<u8>(step + FLAGS) & CHECKED) return 0
          truth = (load<u8>(from) | 0x20) == 0x74 ? 1 : 0
        }
        store<u32>(q, 0x01000000)
        store<u8>(q, <u8>truth, 4)
        q += 5
        break
      }
      case DOUBLE: {
        if (type == 7) {
          const bytes = load<u64>(from)
          const value = reinterpret<f64>(swapped(bytes))
          // SQLite reads a stored NaN as NULL.
          if (value != value) {
            store<i32>(q, -1)
            q += 4
            break
          }
          putEight(q, bytes)
        } else if (isInteger(type)) putEight(q, swapped(reinterpret<u64>(<f64>integerAt(type, from))))
        else return 0
        q += 12
        break
      }
      case TEXT: {
        if (type < 12) {
          if (!isInteger(type) || load<u8>(step + FLAGS) & REALS) return 0
          const after = putInteger(q + 4, integerAt(type, from))
          put32(q, <u32>(after - q) - 4)
          q = after
          break
        }
        const length = (type - 12) >> 1
        if (type & 1 && load<u8>(step + FLAGS) & CHECKED && characters(from, length) < 0) return 0
        put32(q, length)
        copy(q + 4, from, length)
        q += 4 + length
        break
      }
      case NUMERIC: {
        const reals = load<u8>(step + FLAGS) & REALS
        if (isInteger(type)) {
          const value = integerAt(type, from)
          // Beyond this a real's shortest decimal is not its own digits.
          if (reals && (value > EXACT || value < -EXACT)) return 0
          q = putNumeric(q, value < 0 ? 0 - <u64>value : <u64>value, 0, value < 0)
        } else if (type == 7) {
          const value = realAt(from)
          if (!split(value)) return 0
          q = putNumeric(q, digits, scale, value < 0)
        } else {
          if (type < 15 || !(type & 1) || type > 8000 || load<u8>(step + FLAGS) & CHECKED) return 0
          const length = (type - 12) >> 1
          if (!decimalForm(from, length)) return 0
          q = putDecimalText(q, from, length)
        }
        break
      }
      case UNIX_S:
      case UNIX_MS:
      case UNIX_US:
      case UNIX_NS: {
        if (!isInteger(type) || load<u8>(step + FLAGS) & REALS) return 0
        const value = integerAt(type, from)
        if (value < 0) return 0
        let micros = value
        if (does == UNIX_NS) micros /= 1000
        else {
          const factor: i64 = does == UNIX_S ? 1_000_000 : does == UNIX_MS ? 1000 : 1
          if (value > EXACT / factor) return 0
          micros *= factor
        }
        if (micros > EXACT) return 0
        putEight(q, swapped(micros - MICROS_1970_TO_2000))
        q += 12
        break
      }
      case JULIAN: {
        let day: f64 = 0
        if (type == 7) day = realAt(from)
        else if (isInteger(type)) {
          const value = integerAt(type, from)
          if (value != <i64>(<i32>value)) return 0
          day = <f64>value
        } else return 0
        const exact = (day - 2451544.5) * 86_400_000
        const below = Math.floor(exact)
        const milliseconds = exact - below >= 0.5 ? below + 1 : below
        if (!(Math.abs(milliseconds) < 9e12)) return 0
        putEight(q, swapped(<i64>milliseconds * 1000))
        q += 12
        break
      }
      default: {
        // What texts and blobs alone become.
        const length = (type - 12) >> 1
        if (type < 15) {
          if (does != JSONB || !isInteger(type)) return 0
          const value = integerAt(type, from)
          if (load<u8>(step + FLAGS) & REALS && (value > EXACT || value < -EXACT)) return 0
          const after = putInteger(q + 5, value)
          put32(q, <u32>(after - q) - 4)
          store<u8>(q, 1, 4)
          q = after
          break
        }
        if (!(type & 1)) {
          if (does != UUID || length != 16) return 0
          store<u32>(q, 0x10000000)
          copy(q + 4, from, 16)
          q += 20
          break
        }
        if (load<u8>(step + FLAGS) & CHECKED) return 0
        if (does == DATE) {
          const day = length < 10 ? NONE : dayAt(from)
          if (day == NONE) return 0
          store<u32>(q, 0x04000000)
          put32(q + 4, day)
          q += 8
        } else if (does == TIMESTAMP) {
          const day = length < 10 ? NONE : dayAt(from)
          if (day == NONE) return 0
          let micros = <i64>day * 86_400_000_000
          if (length > 10) {
            if (!isSeparator(load<u8>(from, 10)) || !clockAt(from + 11, p)) return 0
            micros += clock
            if (clockEnd < p) {
              if (!zoneAt(clockEnd, p)) return 0
              micros -= <i64>zone * 1_000_000
            }
          }
          putEight(q, swapped(micros))
          q += 12
        } else if (does == TIME) {
          if (!clockAt(from, p) || clockEnd != p) return 0
          putEight(q, swapped(clock))
          q += 12
        } else if (does == UUID) {
          if (!uuid(q + 4, from, length)) return 0
          store<u32>(q, 0x10000000)
          q += 20
        } else {
          put32(q, length + 1)
          store<u8>(q, 1, 4)
          copy(q + 5, from, length)
          q += 5 + length
        }
      }
    }
  }
  // All of the record is accounted for, unless it has fields that no column asks for.
  return h > headerEnd || (h == headerEnd && p != stop) ? 0 : q
}
