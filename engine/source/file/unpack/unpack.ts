import { rm } from 'node:fs/promises'
import type { Note } from '../../../notes.ts'
import { packingOf, refuseForeign } from '../foreign-file.ts'
import { MAGIC } from '../header.ts'
import { isDump } from '../sql-text.ts'
import { SAMPLE, startOf } from '../start.ts'
import { listed, unzip } from './archive.ts'
import { unpackingError } from './damage.ts'
import { gunzipped, unzstded } from './decoded.ts'
import { Room } from './room.ts'
import { writeContent } from './write.ts'

/** A database that came packed, and what to say about it. */
interface Unpacked {
  path: string
  note: Note
}

/**
 * Unpacks a private copy that is gzip, Zstandard or a zip archive by its content, beside itself, and removes it; null
 * for every other file. A -wal or -journal in a zip archive comes to lie beside its database.
 * @param allowed the most bytes of unpacked content; the disk's free space bounds it in any case.
 * @throws LiteliftError `file-archive`, `file-truncated`, `file-damaged`, `file-encrypted`, `file-compressed`, `file-too-large`
 */
export async function unpack(path: string, allowed: number, signal?: AbortSignal): Promise<Unpacked | null> {
  const packing = packingOf(await startOf(path))?.name
  if (packing !== 'gzip' && packing !== 'zstd' && packing !== 'zip') return null
  const target = `${path}.unpacked`
  const room = await Room.beside(path, allowed, signal)
  try {
    const message =
      packing === 'zip' ? await fromArchive(path, target, room) : await fromStream(path, target, packing, room)
    // The copies that the way of a file makes need the space.
    await rm(path)
    return { path: target, note: { code: 'file-unpacked', message } }
  } catch (error) {
    throw unpackingError(error, path)
  }
}

async function fromArchive(path: string, target: string, room: Room): Promise<string> {
  const { database, parts, ignored } = await unzip(path, target, room)
  const taken = [database, ...parts]
  const rest = ignored.length > 0 ? `; left alone: ${listed(ignored)}` : ''
  return `The file is a zip archive, from which ${listed(taken)} ${taken.length === 1 ? 'was' : 'were'} taken${rest}.`
}

async function fromStream(path: string, target: string, packing: 'gzip' | 'zstd', room: Room): Promise<string> {
  const content = packing === 'gzip' ? gunzipped(path) : unzstded(path)
  const bytes = await writeContent(target, onlyMigrated(path, content), room)
  return `The file is compressed (${packing}); unpacked it has ${bytes} bytes.`
}

/** Looks at the beginning before more is unpacked: what is neither database nor dump needs no disk. */
async function* onlyMigrated(path: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0)
  let isSeen = false
  for await (const chunk of content) {
    if (isSeen) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length < SAMPLE) continue
    refuseOthers(path, head)
    isSeen = true
    yield head
  }
  if (isSeen) return
  refuseOthers(path, head)
  yield head
}

function refuseOthers(path: string, head: Buffer): void {
  const start = head.toString('latin1', 0, SAMPLE)
  // What is so short is called by what it is once it is unpacked.
  if (head.length >= MAGIC.length && !start.startsWith(MAGIC) && !isDump(start)) refuseForeign(path, head, head.length)
}
