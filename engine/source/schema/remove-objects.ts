import { closeSync, openSync, writeSync } from 'node:fs'
import { damage } from '../pages/damage.ts'
import { LeafWalk } from '../pages/leaf-walk.ts'
import { PageFile, type PageFileSpec } from '../pages/page-file.ts'
import { Varint } from '../pages/varint.ts'
import { SCHEMA_SCAN } from './read-objects.ts'

/**
 * Takes rows out of sqlite_schema in the private copy, without SQLite: it would run or load what they say. Only the leaves of the schema
 * change, whose cells are packed anew (fileformat2 §1.6); the overflow pages of what goes are nobody's from then on, because in a damaged
 * file they may be another's.
 * @throws LiteliftError `file-damaged`
 */
export function removeObjects(pages: PageFileSpec, rowids: ReadonlySet<bigint>): void {
  if (rowids.size === 0) return
  using file = new PageFile(pages, SCHEMA_SCAN)
  const walk = new LeafWalk(file, SCHEMA_SCAN, { after: null, through: null })
  const bytes = Buffer.alloc(pages.pageSize)
  const writable = openSync(pages.path, 'r+')
  try {
    while (walk.next()) {
      file.read(walk.page, bytes, bytes.length)
      if (without(bytes, walk.page, rowids, pages)) {
        writeSync(writable, bytes, 0, bytes.length, (walk.page - 1) * pages.pageSize)
      }
    }
  } finally {
    closeSync(writable)
  }
}

/** Whether the page held any of the rows. */
function without(bytes: Buffer, page: number, rowids: ReadonlySet<bigint>, pages: PageFileSpec): boolean {
  const header = page === 1 ? 100 : 0
  const cells = cellsOf(bytes, header, page, pages.usable)
  const kept = cells.filter(({ rowid }) => !rowids.has(rowid)).map(({ content }) => content)
  if (kept.length === cells.length) return false
  // A tree has no empty leaf but its root.
  if (kept.length === 0 && page !== 1) kept.push(emptyView(page, cells[0]!.rowid, pages.encoding))
  const from = header + 8
  bytes.fill(0, from, pages.usable)
  let end = pages.usable
  for (const [index, cell] of kept.entries()) {
    // SQLite gives a cell four bytes at least.
    end -= Math.max(4, cell.length)
    cell.copy(bytes, end)
    bytes.writeUInt16BE(end, from + 2 * index)
  }
  bytes.writeUInt16BE(0, header + 1)
  bytes.writeUInt16BE(kept.length, header + 3)
  bytes.writeUInt16BE(end & 0xffff, header + 5)
  bytes[header + 7] = 0
  return true
}

interface Cell {
  rowid: bigint
  content: Buffer
}

/** Copies of a leaf's cells in their order. */
function cellsOf(bytes: Buffer, header: number, page: number, usable: number): Cell[] {
  const varint = new Varint()
  let left = usable - header - 8
  return Array.from({ length: bytes.readUInt16BE(header + 3) }, (_, index) => {
    const start = bytes.readUInt16BE(header + 8 + 2 * index)
    const keyAt = varint.read(bytes, start)
    const size = varint.length
    const payloadAt = varint.read(bytes, keyAt)
    const rowid = (BigInt(varint.high) << 32n) | BigInt(varint.low >>> 0)
    const end = payloadAt + localBytes(size, usable)
    left -= 2 + Math.max(4, end - start)
    if (end > usable || left < 0) throw damage(SCHEMA_SCAN.table, page, 'has cells that overlap')
    return { rowid, content: Buffer.from(bytes.subarray(start, end)) }
  })
}

/** What of a payload lies in its leaf, with the number of the page where the rest begins (fileformat2 §1.6). */
function localBytes(size: number, usable: number): number {
  const most = usable - 35
  if (size <= most) return size
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const fitting = least + ((size - least) % (usable - 4))
  return (fitting <= most ? fitting : least) + 4
}

/** A view of nothing, in place of the last object of a leaf. */
function emptyView(page: number, rowid: bigint, encoding: PageFileSpec['encoding']): Buffer {
  const text = (content: string) => {
    const utf16 = Buffer.from(content, 'utf16le')
    return encoding === 'utf8' ? Buffer.from(content) : encoding === 'utf16le' ? utf16 : utf16.swap16()
  }
  const name = `litelift ${page}`
  const [type, named, sql] = [text('view'), text(name), text(`CREATE VIEW "${name}" AS SELECT 1`)]
  const ofText = (content: Buffer) => varintOf(BigInt(13 + 2 * content.length))
  // Serial type 8 is the integer 0: a view has no root page.
  const types = Buffer.concat([ofText(type), ofText(named), ofText(named), Buffer.of(8), ofText(sql)])
  const record = Buffer.concat([Buffer.of(types.length + 1), types, type, named, named, sql])
  return Buffer.concat([varintOf(BigInt(record.length)), varintOf(rowid), record])
}

function varintOf(value: bigint): Buffer {
  if (value < 0n || value >= 2n ** 56n) {
    const wide = BigInt.asUintN(64, value)
    const first = Array.from({ length: 8 }, (_, at) => Number((wide >> BigInt(57 - 7 * at)) & 0x7fn) | 0x80)
    return Buffer.from([...first, Number(wide & 0xffn)])
  }
  const groups = [Number(value & 0x7fn)]
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn) | 0x80)
  return Buffer.from(groups)
}
