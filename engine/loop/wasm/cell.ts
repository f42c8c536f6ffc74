import { varint, varintEnd } from './bytes'
import {
  BASE, CELL, CELLS, END, FIRST, HELD, LAST, LIMIT, MOST_LOCAL, POINTERS, STATE, THROUGH,
} from '../layout'

/** The payload of the cell that {@link enter} entered, its end, and the rowid; not taken before {@link take}. */
export let payload: usize = 0
export let payloadEnd: usize = 0
export let rowid: i64 = 0
let held: u32 = 0

/**
 * Reads the next cell's size and rowid. False where the reference has to look at it: it spills into overflow pages, lies past
 * what is asked for, or contradicts the page, which the reference then says.
 */
@inline
export function enter(): bool {
  const base: usize = load<u32>(STATE + BASE)
  const end: usize = load<u32>(STATE + END)
  const pointers: usize = load<u32>(STATE + POINTERS)
  const cell = base + bswap<u16>(load<u16>(pointers + 2 * load<u32>(STATE + CELL)))
  if (cell < pointers + 2 * load<u32>(STATE + CELLS)) return false
  let at = cell
  let size: u32 = load<u8>(at++)
  if (size >= 0x80) {
    const next: u32 = load<u8>(at++)
    if (next < 0x80) size = ((size & 0x7f) << 7) | next
    else {
      const long = varint(cell)
      if (long > 0xffff) return false
      size = <u32>long
      at = varintEnd
    }
  }
  let key: u64 = load<u8>(at++)
  if (key >= 0x80) {
    key = varint(at - 1)
    at = varintEnd
  }
  const id = <i64>key
  if (!load<u32>(STATE + FIRST) && id <= load<i64>(STATE + LAST)) return false
  if (id > load<i64>(STATE + LIMIT) || id > load<i64>(STATE + THROUGH)) return false
  if (size > load<u32>(STATE + MOST_LOCAL) || at + size > end) return false
  payload = at
  payloadEnd = at + size
  rowid = id
  // SQLite gives a cell four bytes at least.
  held = max<u32>(4, <u32>(at + size - cell))
  return true
}

/** The row is dealt with; the next cell is the next. */
@inline
export function take(): void {
  store<u32>(STATE + CELL, load<u32>(STATE + CELL) + 1)
  store<u32>(STATE + HELD, load<u32>(STATE + HELD) + held)
  store<u32>(STATE + FIRST, 0)
  store<i64>(STATE + LAST, rowid)
}
