import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { LiteliftError } from '../../../errors.ts'
import { MAGIC } from '../header.ts'
import { isDump } from '../sql-text.ts'
import { SAMPLE } from '../start.ts'
import type { Room } from './room.ts'
import { writeContent } from './write.ts'

/** One who packs a database packs a few files with it. */
const MOST_ENTRIES = 1000

/** What belongs to a database beside it; SQLite makes a -shm anew. */
const PARTS = ['', '-wal', '-journal'] as const

/** What was found in an archive. Names are for messages; none is ever a path here. */
export interface Unzipped {
  database: string
  parts: string[]
  ignored: string[]
}

/**
 * Takes the one database, or dump, out of a zip archive to `target`, with its -wal or -journal beside it.
 * @throws LiteliftError `file-archive`, `file-encrypted`, `file-compressed`, `file-too-large`; Error of yauzl or zlib
 */
export async function unzip(path: string, target: string, room: Room): Promise<Unzipped> {
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false })
  try {
    const entries = await listEntries(path, archive)
    const database = await findDatabase(path, archive, entries)
    const parts = PARTS.flatMap((suffix) => {
      const entry = entries.get(database + suffix)
      return entry === undefined ? [] : [{ suffix, entry }]
    })
    room.expect(parts.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0))
    for (const { suffix, entry } of parts) await writeContent(target + suffix, contentOf(archive, entry), room)
    const taken = parts.map(({ entry }) => entry.fileName)
    return { database, parts: taken.slice(1), ignored: [...entries.keys()].filter((name) => !taken.includes(name)) }
  } finally {
    archive.close()
  }
}

/** The files by their names; folders and what macOS adds are none, but count. */
async function listEntries(path: string, archive: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  const places: Place[] = []
  for await (const entry of archive.eachEntry()) {
    places.push({ start: entry.relativeOffsetOfLocalHeader, bytes: LEAST_HEADER + entry.compressedSize })
    if (places.length > MOST_ENTRIES) throw unfit(path, `holds more than ${MOST_ENTRIES} files and folders`)
    const name = entry.fileName
    if (name.endsWith('/') || /^__MACOSX\/|(^|\/)\.DS_Store$/.test(name)) continue
    if (entries.has(name)) throw unfit(path, `holds two files named ${shortened(name)}`)
    entries.set(name, entry)
  }
  if (overlap(places)) throw unfit(path, 'has files that lie over one another')
  return entries
}

/** Bytes of the header before a file's content, without its name (APPNOTE §4.3.7). */
const LEAST_HEADER = 30

interface Place {
  start: number
  bytes: number
}

/** Of files that share their bytes, a small archive has any number (bamsoftware.com/hacks/zipbomb). */
function overlap(places: Place[]): boolean {
  const inOrder = places.toSorted((a, b) => a.start - b.start)
  return inOrder.some(({ start }, at) => at > 0 && start < inOrder[at - 1]!.start + inOrder[at - 1]!.bytes)
}

/** The one database or, where there is none, the one dump. */
async function findDatabase(path: string, archive: ZipFile, entries: Map<string, Entry>): Promise<string> {
  const found: Record<'database' | 'dump', string[]> = { database: [], dump: [] }
  for (const [name, entry] of entries) {
    const kind = /-(wal|shm|journal)$/.test(name) ? null : await kindOf(path, archive, entry)
    if (kind !== null) found[kind].push(name)
  }
  const [of, what] = found.database.length > 0 ? [found.database, 'databases'] : [found.dump, 'dumps']
  const [one] = of
  if (one === undefined) throw unfit(path, `holds no SQLite database but ${listed([...entries.keys()])}`)
  if (of.length > 1) throw unfit(path, `holds ${of.length} SQLite ${what}: ${listed(of)}`)
  return one
}

async function kindOf(path: string, archive: ZipFile, entry: Entry): Promise<'database' | 'dump' | null> {
  if (entry.isEncrypted()) throw encrypted(path, entry)
  if (!entry.canDecodeFileData()) throw method(path, entry)
  const stream = await archive.openReadStreamPromise(entry)
  let start = ''
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      start += chunk.toString('latin1', 0, SAMPLE)
      if (start.length >= SAMPLE) break
    }
  } finally {
    stream.destroy()
  }
  if (start.startsWith(MAGIC)) return 'database'
  return isDump(start) ? 'dump' : null
}

/** yauzl compares the sizes; the checksum is left to its caller. */
async function* contentOf(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0
  for await (const chunk of (await archive.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of ${shortened(entry.fileName)} is not that of its content`)
}

function unfit(file: string, what: string): LiteliftError {
  return new LiteliftError('file-archive', {
    subject: { file },
    message: `The zip archive ${what}.`,
    hint: 'Put one database, with its -wal or -journal where there is one, or one dump into the archive.',
  })
}

function encrypted(file: string, entry: Entry): LiteliftError {
  return new LiteliftError('file-encrypted', {
    subject: { file },
    message: `The zip archive is encrypted: ${shortened(entry.fileName)} needs a password.`,
    hint: 'Pack it without a password; transfer and bucket are encrypted anyway.',
  })
}

function method(file: string, entry: Entry): LiteliftError {
  return new LiteliftError('file-compressed', {
    subject: { file },
    message: `The zip archive packs ${shortened(entry.fileName)} by method ${entry.compressionMethod}, which is not Deflate.`,
    hint: 'Pack it with `zip`, or unpack it first.',
  })
}

/** The first five names. */
export function listed(names: string[]): string {
  if (names.length === 0) return 'nothing'
  return names.slice(0, 5).map(shortened).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}

/** A name that a stranger chose, for a message. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name
}
