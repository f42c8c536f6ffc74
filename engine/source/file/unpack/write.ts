import { open } from 'node:fs/promises'
import type { Room } from './room.ts'

/**
 * Writes content to a new file as it is unpacked; gives its length.
 * @throws LiteliftError `file-too-large` as soon as it is too large, or the disk is full
 */
export async function writeContent(path: string, content: AsyncIterable<Uint8Array>, room: Room): Promise<number> {
  await using file = await open(path, 'wx', 0o600)
  let bytes = 0
  try {
    for await (const chunk of content) {
      room.take(chunk.length)
      await file.writeFile(chunk)
      bytes += chunk.length
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw room.exceeded(error)
    throw error
  }
  return bytes
}
