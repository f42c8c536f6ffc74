import { open, type FileHandle } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { objectError, objectReplaced } from './error.ts'
import type { ObjectName } from './name.ts'

/** Bytes of a part, and parts under way at a time: one S3 connection gives about 90 MB/s, a function's network more. */
const PART = 8 * 1024 * 1024
const LANES = 8
/** Attempts in a row of which none brings a byte. */
const ATTEMPTS = 5
/** Milliseconds without a byte after which a connection counts as dead. */
const STALL = 20_000

/** The bytes `[start, end)` of an object that has so many. */
interface Part {
  start: number
  end: number
  bytes: number
}

interface Destination {
  path: string
  bytes: number
}

/**
 * Downloads one object version in parallel ranges, each written to its place in a new file. All of them carry
 * If-Match, so the file never mixes two contents. A part that breaks off goes on where it stopped, as long as each attempt brings something.
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
  { start, end, bytes }: Part,
  signal: AbortSignal,
): Promise<void> {
  let position = start
  for (let futile = 0; ;) {
    const before = position
    try {
      for await (const chunk of openRange(client, name, { start: position, end, bytes }, signal)) {
        if (position + chunk.length > end) throw new Error('S3 sent more than it was asked for')
        await writeAll(file, chunk, position)
        position += chunk.length
      }
      if (position === end) return
      throw new Error(`S3 sent ${position - start} bytes of a part of ${end - start}`)
    } catch (error) {
      const failure = objectError(error, name, signal)
      // A connection may be cut as often as it likes, as long as something comes each time.
      futile = position > before ? 0 : futile + 1
      if (failure.code !== 'object-unavailable' || futile === ATTEMPTS) throw failure
      await sleep(100 * 2 ** futile, undefined, { signal })
    }
  }
}

/** The bytes `[start, end)` as they arrive; fails when none arrives for {@link STALL}, or S3 answers with something else. */
async function* openRange(
  client: S3Client,
  name: ObjectName,
  { start, end, bytes }: Part,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { bucket, key, versionId, etag } = name
  const { Body, ETag, ContentRange } = await client.send(
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      VersionId: versionId ?? undefined,
      IfMatch: `"${etag}"`,
      Range: `bytes=${start}-${end - 1}`,
    }),
    { abortSignal: signal },
  )
  const body = addAbortSignal(signal, Body as Readable)
  const watchdog = setTimeout(() => body.destroy(new Error(`No byte for ${STALL / 1000} s`)), STALL)
  try {
    // Not everything that speaks S3 heeds If-Match and Range.
    if (ETag !== undefined && ETag.replaceAll('"', '') !== etag) throw objectReplaced(name)
    if (ContentRange !== `bytes ${start}-${end - 1}/${bytes}`)
      throw new Error('S3 sent another part than was asked for')
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      watchdog.refresh()
      yield chunk
    }
  } finally {
    clearTimeout(watchdog)
    body.destroy()
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten
  }
}
