import { damage } from './damage.ts'
import type { PageFile } from './page-file.ts'
import type { PageUse } from './page-use.ts'
import type { PageWindow } from './page-window.ts'
import { uint32 } from './varint.ts'

/** Where a chain belongs to, for its errors and against shared pages. */
interface OverflowSource {
  table: string
  use: PageUse | undefined
}

/**
 * Copies a chain of overflow pages (fileformat2 §1.7) that begins at page `first` into `payload[from, to)`.
 * The chain ends where the payload is full, so a loop cannot hold the reader.
 */
export function readOverflow(
  file: PageFile,
  window: PageWindow,
  first: number,
  payload: Uint8Array,
  from: number,
  to: number,
  { table, use }: OverflowSource,
): void {
  const room = file.spec.usable - 4
  let page = first
  let at = from
  while (at < to) {
    if (!file.holds(page)) throw damage(table, page, 'does not exist, but an overflow chain goes there')
    if (use?.claim(page) === false) throw damage(table, page, 'belongs to two overflow chains or trees')
    const base = window.locate(page)
    const { bytes } = window
    const count = Math.min(room, to - at)
    payload.set(bytes.subarray(base + 4, base + 4 + count), at)
    at += count
    page = uint32(bytes, base)
  }
}
