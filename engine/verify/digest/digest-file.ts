import { openBytes } from '../../source/pages/open-bytes.ts'
import { Digester, ENDED, type RowSums } from './digester.ts'
import { FileTree, NoTree, type FilePages } from './file-tree.ts'
import type { DigestColumn } from './kinds.ts'

/** Subtrees of one level of a table of the file; plain data, for a worker thread. */
export interface DigestFile {
  kind: 'digest-file'
  /** Of the table, for people. */
  name: string
  pages: FilePages
  columns: readonly DigestColumn[]
  subtrees: readonly number[]
}

/** Bytes that are read at once. */
const RUN = 1 << 20
/** A longer record has values that digests leave alone. */
const LONGEST_RECORD = 16 << 20

/**
 * Digests the rows below pages of a table. Memory: 1 MB, and the longest record.
 * @returns null where a value, or the tree, is none that digests know
 */
export function digestFile({ pages, columns, subtrees }: DigestFile, signal: AbortSignal): RowSums | null {
  using bytes = openBytes(pages)
  try {
    const tree = new FileTree(bytes, pages)
    const digester = new Digester(columns)
    const run = Math.max(1, Math.floor(RUN / pages.pageSize))
    let { at, memory } = digester.room(run * pages.pageSize)
    for (const [first, count] of tree.leaves(subtrees, run)) {
      tree.read(first, memory, at, count)
      for (let i = 0; i < count; i++) {
        if (!digestLeaf(digester, tree, pages, first + i, at + i * pages.pageSize)) return null
        // A long record made the memory grow.
        if (memory.length === 0) ({ at, memory } = digester.room(run * pages.pageSize))
      }
      if (signal.aborted) throw signal.reason
    }
    return digester.sums()
  } catch (error) {
    if (error instanceof NoTree) return null
    throw error
  }
}

function digestLeaf(digester: Digester, tree: FileTree, pages: FilePages, page: number, base: number): boolean {
  const { calls } = digester
  const header = page === 1 ? 100 : 0
  for (let from = 0; ;) {
    const ended = calls.leaf(base, pages.usable, header, from)
    if (ended === ENDED.done) return true
    if (ended !== ENDED.overflow) return false
    const cell = calls.reached.value
    if (!digestOverflowing(digester, tree, pages, base, header, cell)) return false
    from = cell + 1
  }
}

/** A record that goes on in overflow pages (§1.5), put together behind the pages that were read. */
function digestOverflowing(
  digester: Digester,
  tree: FileTree,
  { usable, pageSize }: FilePages,
  base: number,
  header: number,
  cell: number,
): boolean {
  const bytes = Buffer.from(digester.calls.memory.buffer, base, pageSize)
  const size = varint(bytes, bytes.readUInt16BE(header + 8 + 2 * cell))
  const rowid = varint(bytes, size.end)
  const length = Number(size.value)
  if (length > LONGEST_RECORD) return false
  const least = Math.floor(((usable - 12) * 32) / 255) - 23
  const most = least + ((length - least) % (usable - 4))
  const local = most <= usable - 35 ? most : least
  if (rowid.end + local + 4 > usable) return false

  const record = Buffer.allocUnsafe(length)
  bytes.copy(record, 0, rowid.end, rowid.end + local)
  let next = bytes.readUInt32BE(rowid.end + local)
  const page = Buffer.allocUnsafe(pageSize)
  for (let at = local; at < length;) {
    tree.read(next, page, 0, 1)
    const part = Math.min(usable - 4, length - at)
    page.copy(record, at, 4, 4 + part)
    next = page.readUInt32BE(0)
    at += part
  }
  const behind = Math.max(RUN, pageSize)
  const { at, memory } = digester.room(behind + length)
  memory.set(record, at + behind)
  return digester.calls.record(at + behind, length, BigInt.asIntN(64, rowid.value)) !== 0
}

/** Big-endian groups of 7 bits, the ninth byte giving 8 (§1.6). */
function varint(bytes: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n
  for (let i = 0; i < 8; i++) {
    const byte = bytes[start + i]!
    value = (value << 7n) | BigInt(byte & 127)
    if (byte < 128) return { value, end: start + i + 1 }
  }
  return { value: (value << 8n) | BigInt(bytes[start + 8]!), end: start + 9 }
}
