import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { LiteliftError } from '../../engine/errors.ts'
import { namesOf, type PrivateFile, type SourceObject } from '../../engine/source/file/source-object.ts'
import { download } from './download.ts'
import { headObject, type ObjectHead } from './head.ts'
import { fetchPages } from './pages.ts'
import { namedVersion, objectUri, objectVersion, type ObjectName } from './name.ts'
import { temporaryDirectory } from '../../engine/temporary.ts'
import { command } from '../../engine/named.ts'

export interface S3ObjectRequest extends ObjectName {
  client: S3Client
  /** S3's order of versions, from the event. */
  sequencer?: string | null
  /** What S3 said of this very version, where it was asked before. */
  head?: ObjectHead | null
  /** Where the private copy goes; default: the system's directory for temporary files. */
  directory?: string
  /** Of the client that reads it piece by piece, on a thread of its own; default: the process's. */
  environment?: NodeJS.ProcessEnv
}

/**
 * A version of an S3 object as the engine's source. Without versionId and etag S3 is asked for the latest at once;
 * otherwise nothing is read before the engine wants the file.
 *
 * Its `obtain` throws `file-too-large` when the disk has no room, `file-missing`, `file-replaced`,
 * `object-unavailable`, and `migration-interrupted` when its signal fires.
 */
export async function s3Object(request: S3ObjectRequest): Promise<SourceObject> {
  const { client, bucket, key, directory = tmpdir(), environment } = request
  const head = request.head ?? (objectVersion(request) === null ? await headObject(client, request) : null)
  const known = objectVersion(request) === null ? head! : request
  const name = { bucket, key, versionId: namedVersion(known.versionId), etag: known.etag ?? null }
  return {
    uri: objectUri(request),
    version: objectVersion(name)!,
    identifiedBy: name.versionId === null ? 'arrival' : 'version',
    sequencer: request.sequencer ?? null,
    lastModified: head?.lastModified?.toISOString() ?? null,
    values: { ...namesOf(key), ...saidBy(head) },
    obtain: (signal) => obtain(client, name, directory, signal),
    fetch: (signal) => fetchPages(client, name, { signal, ...(environment && { environment }) }),
  }
}

/** What the object itself says beyond its name, for placeholders. */
function saidBy(head: ObjectHead | null): Record<string, string> {
  if (head === null) return {}
  const metadata = Object.entries(head.metadata).map(([name, value]) => [`metadata.${name}`, value])
  const { lastModified } = head
  return { ...Object.fromEntries(metadata), ...(lastModified && { lastModified: lastModified.toISOString() }) }
}

async function obtain(
  client: S3Client,
  name: ObjectName,
  directory: string,
  signal: AbortSignal,
): Promise<PrivateFile> {
  const { etag, bytes } = await headObject(client, name, signal)
  await checkSpace(name, bytes, directory)
  await using stack = new AsyncDisposableStack()
  const temporary = stack.use(await temporaryDirectory(directory))
  const path = join(temporary.path, 'object')
  await download(client, { ...name, etag }, { path, bytes }, signal)
  const kept = stack.move()
  return { path, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function checkSpace(name: ObjectName, bytes: number, directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory)
  if (bytes <= bavail * bsize) return
  throw new LiteliftError('file-too-large', {
    subject: { file: objectUri(name) },
    message: `The file has ${megabytes(bytes)} MB, and ${directory} has room for ${megabytes(bavail * bsize)} MB.`,
    hint: `Lambda gives a function 10,240 MB of disk at most, which the stack's has: run ${command('migrate')} where there is room (docs/limits.md).`,
  })
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
