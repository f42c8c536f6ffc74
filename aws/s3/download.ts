import { open, type FileHandle } from 'node:fs/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { objectError } from './error.ts'
import type { ObjectName } from './name.ts'
import { type Part, readRange } from './range.ts'

/** Bytes of a part, and parts under way at a time: one S3 connection gives about 90 MB/s, a function's network more. */
const PART = 8 * 1024 * 1024
const LANES = 8
interface Destination {
  path: string
  bytes: number
}

/**
 * Downloads one object version in parallel ranges (range.ts), each written to its place in a new file.
 * @throws LiteliftError `file-missing`, `file-replaced`, `file-too-large`, `object-unavailable`, `migration-interrupted`
 */
export async function download(
  client: S3Client,
  name: ObjectName,
  { path, bytes }: Destination,
  signal: AbortSignal,
): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const starts = partStarts(bytes)
  const lanes = Array.from({ length: LANES }, async () => {
    try {
      for (const start of starts) {
        await downloadPart(client, name, file, { start, end: Math.min(start + PART, bytes), bytes }, either)
      }
    } catch (error) {
      stop.abort(error)
    }
  })
  // Every lane has ended before the file closes.
  await Promise.all(lanes)
  if (stop.signal.aborted) throw objectError(stop.signal.reason, name, signal)
}

/** One generator for all lanes: each takes the next part when it is free. */
function* partStarts(bytes: number): Generator<number, void> {
  for (let start = 0; start < bytes; start += PART) yield start
}

async function downloadPart(
  client: S3Client,
  name: ObjectName,
  file: FileHandle,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  let position = part.start
  for await (const chunk of readRange(client, name, part, signal)) {
    await writeAll(file, chunk, position)
    position += chunk.length
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten
  }
}
