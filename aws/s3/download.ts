import { open, type FileHandle } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { objectError } from './error.ts'
import type { ObjectName } from './name.ts'

/** Bytes of a part, and parts under way at a time: one S3 connection gives about 90 MB/s, a function's network more. */
const PART = 8 * 1024 * 1024
const LANES = 8
const ATTEMPTS = 5
/** Milliseconds without a byte after which a connection counts as dead. */
const STALL = 20_000

interface Destination {
  path: string
  bytes: number
}

/**
 * Downloads one object version in parallel ranges, each written to its place in a new file. All of them carry
 * If-Match, so the file never mixes two contents. A part that breaks off goes on where it stopped.
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
        await downloadPart(client, name, file, { start, end: Math.min(start + PART, bytes) }, either)
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
  { start, end }: { start: number; end: number },
  signal: AbortSignal,
): Promise<void> {
  let position = start
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const chunk of openRange(client, name, position, end, signal)) {
        await writeAll(file, chunk, position)
        position += chunk.length
      }
      if (position === end) return
      throw new Error(`S3 sent ${position - start} bytes of a part of ${end - start}`)
    } catch (error) {
      const failure = objectError(error, name, signal)
      if (failure.code !== 'object-unavailable' || attempt === ATTEMPTS) throw failure
      await sleep(100 * 2 ** attempt, undefined, { signal })
    }
  }
}

/** The bytes `[start, end)` as they arrive; fails when none arrives for {@link STALL}. */
async function* openRange(
  client: S3Client,
  { bucket, key, versionId, etag }: ObjectName,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { Body } = await client.send(
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
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      watchdog.refresh()
      yield chunk
    }
  } finally {
    clearTimeout(watchdog)
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written, position + written)).bytesWritten
  }
}
