import { setImmediate as turn } from 'node:timers/promises'
import type { PageFile } from './page-file.ts'
import { PageWindow } from './page-window.ts'
import { uint32 } from './varint.ts'

const LEAF = 0x0a
const INTERIOR = 0x02

/** Pages after which others have their turn on this thread: 4 MB of the usual ones. */
const STRETCH = 1024

/**
 * How many entries an index b-tree has (fileformat2 §1.6: unlike those of tables, interior cells are entries, too); null where its pages
 * contradict the file format.
 */
export async function countIndexEntries(file: PageFile, root: number): Promise<number | null> {
  const { pageSize, usable, pageCount } = file.spec
  const window = new PageWindow(file, 64 * pageSize)
  let entries = 0
  let visited = 0
  const waiting = [root]
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    // A damaged tree may contain itself.
    if (!file.holds(page) || ++visited > pageCount) return null
    if (visited % STRETCH === 0) await turn()
    const base = window.locate(page)
    const { bytes } = window
    const type = bytes[base]
    if (type !== LEAF && type !== INTERIOR) return null
    const count = uint16(bytes, base + 3)
    const header = type === LEAF ? 8 : 12
    if (header + 2 * count > usable) return null
    entries += count
    if (type === LEAF) continue
    const children = Array.from({ length: count }, (_, at) => uint16(bytes, base + header + 2 * at))
    if (children.some((cell) => cell < header + 2 * count || cell + 4 > usable)) return null
    waiting.push(uint32(bytes, base + 8), ...children.map((cell) => uint32(bytes, base + cell)).toReversed())
  }
  return entries
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}
