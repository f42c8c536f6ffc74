import { open, rm } from 'node:fs/promises'
import type { Note } from '../../../notes.ts'
import { packingOf, refuseForeign } from '../foreign-file.ts'
import { MAGIC } from '../header.ts'
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

async function startOf(path: string): Promise<string> {
  // A file that cannot be opened is no packed one; judgeHeader says what is wrong with it.
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return ''
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
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
  const bytes = await writeContent(target, onlyDatabase(path, content), room)
  return `The file is compressed (${packing}); unpacked it has ${bytes} bytes.`
}

/** Looks at the beginning before more is unpacked: what is no database needs no disk. */
async function* onlyDatabase(path: string, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0)
  for await (const chunk of content) {
    if (head.length >= MAGIC.length) {
      yield chunk
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length < MAGIC.length) continue
    if (!head.toString('latin1', 0, MAGIC.length).startsWith(MAGIC)) refuseForeign(path, head, head.length)
    yield head
  }
  if (head.length < MAGIC.length) yield head
}
