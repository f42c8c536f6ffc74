import type { Random } from './random.ts'

/** Damages a SQLite file in one to four places, in the ways that disks, transfers and enemies do. */
export function mutate(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original)
  const pageSize = pageSizeOf(original)
  const times = 1 + random.below(4)
  for (let i = 0; i < times && bytes.length > pageSize; i++) {
    const change = CHANGES[random.below(CHANGES.length)]!
    bytes = change(bytes, pageSize, random)
  }
  return bytes
}

type Change = (bytes: Buffer, pageSize: number, random: Random) => Buffer

const INTERESTING = [0, 1, 2, 5, 10, 13, 0x7f, 0x80, 0x81, 0xfe, 0xff]

const CHANGES: Change[] = [
  // One byte anywhere, to anything or to a value that formats care about.
  (bytes, _, random) => {
    bytes[random.below(bytes.length)] = random.below(256)
    return bytes
  },
  (bytes, _, random) => {
    bytes[random.below(bytes.length)] = INTERESTING[random.below(INTERESTING.length)]!
    return bytes
  },
  // The headers of pages and their cell pointers are where a byte does the most.
  (bytes, pageSize, random) => {
    const page = random.below(bytes.length / pageSize)
    const header = page * pageSize + (page === 0 ? 100 : 0)
    bytes[header + random.below(40)] = random.below(256)
    return bytes
  },
  // Cells are packed towards the end of a page: their lengths, rowids, record headers.
  (bytes, pageSize, random) => {
    const page = random.below(bytes.length / pageSize)
    bytes[page * pageSize + pageSize - 1 - random.below(Math.min(pageSize, 300))] = random.below(256)
    return bytes
  },
  // A page number somewhere: a child, an overflow page, the root in the schema.
  (bytes, pageSize, random) => {
    bytes.writeUInt32BE(random.below(bytes.length / pageSize + 3), 4 * random.below(bytes.length / 4 - 1))
    return bytes
  },
  (bytes, _, random) => {
    bytes[random.below(100)] = random.below(256)
    return bytes
  },
  // One page over another, a page of zeros, a page shifted.
  (bytes, pageSize, random) => {
    const pages = Math.floor(bytes.length / pageSize)
    const from = random.below(pages) * pageSize
    bytes.copy(bytes, random.below(pages) * pageSize, from, from + pageSize)
    return bytes
  },
  (bytes, pageSize, random) => {
    const at = random.below(bytes.length / pageSize) * pageSize
    return bytes.fill(0, at, Math.min(bytes.length, at + pageSize))
  },
  (bytes, pageSize, random) => {
    const at = random.below(bytes.length - pageSize)
    bytes.copyWithin(at, at + 1, at + pageSize)
    return bytes
  },
  // Cut short, sometimes at a page, or with something behind.
  (bytes, _, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, pageSize, random) => bytes.subarray(0, pageSize * random.below(bytes.length / pageSize)),
  (bytes, _, random) => Buffer.concat([bytes, bytes.subarray(0, random.below(3000))]),
]

function pageSizeOf(bytes: Buffer): number {
  const stored = bytes.readUInt16BE(16)
  return stored === 1 ? 65_536 : stored
}
