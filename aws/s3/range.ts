import { addAbortSignal, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { objectError, objectReplaced } from './error.ts'
import type { ObjectName } from './name.ts'

/** Attempts in a row of which none brings a byte. */
const ATTEMPTS = 5
/** Milliseconds without a byte after which a connection counts as dead. */
const STALL = 20_000

/** The bytes `[start, end)` of an object that has so many. */
export interface Part {
  start: number
  end: number
  bytes: number
}

/**
 * Gives a part of one object version as its bytes arrive. All requests carry If-Match, so that two contents are never mixed. One that breaks
 * off goes on where it stopped, as long as each attempt brings something.
 * @throws LiteliftError `file-missing`, `file-replaced`, `object-unavailable`, `migration-interrupted`
 */
export async function* readRange(
  client: S3Client,
  name: ObjectName,
  { start, end, bytes }: Part,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let position = start
  for (let futile = 0; ;) {
    const before = position
    try {
      for await (const chunk of openRange(client, name, { start: position, end, bytes }, signal)) {
        if (position + chunk.length > end) throw new Error('S3 sent more than it was asked for')
        position += chunk.length
        yield chunk
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
