import { open, type FileHandle } from 'node:fs/promises'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { allEnded } from '../../engine/all-ended.ts'
import { interrupted, LiteliftError } from '../../engine/errors.ts'
import type { WorkFile, WorkFiles } from '../../engine/tasks/reading.ts'
import { errorName } from '../error-name.ts'
import { headObject } from './head.ts'
import { objectUri, type ObjectName } from './name.ts'
import { fetchPages } from './pages.ts'

const NAMES: WorkFile[] = ['database', 'copies']

/** Bytes of a part: 10,000 of them, which is the most there are, hold 80 GB, more than any function's disk (docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
const PART = 8 * 1024 * 1024
/** Parts at a time: as many bytes of each are in memory. */
const LANES = 4

/**
 * Files of tasks as objects `<prefix><migration>/<name>`, read by ranged GETs.
 * @param prefix ends with /; what is below it expires, by a rule of the bucket
 */
export function workFiles(
  client: S3Client,
  { bucket, prefix, environment }: { bucket: string; prefix: string; environment?: NodeJS.ProcessEnv },
): WorkFiles {
  const nameOf = (migration: string, name: WorkFile): ObjectName => ({ bucket, key: `${prefix}${migration}/${name}` })
  return {
    async put(migration, name, path, signal) {
      const object = nameOf(migration, name)
      try {
        await upload(client, object, path, signal)
      } catch (error) {
        throw signal.aborted ? interrupted() : notStored(object, error)
      }
    },
    async fetch(migration, name, signal) {
      try {
        return await fetchPages(client, nameOf(migration, name), { signal, ...(environment && { environment }) })
      } catch (error) {
        if (error instanceof LiteliftError && error.code === 'file-missing') return null
        throw error
      }
    },
    async remove(migration) {
      for (const name of NAMES) {
        const object = nameOf(migration, name)
        if (await isThere(client, object))
          await client.send(new DeleteObjectCommand({ Bucket: object.bucket, Key: object.key }))
      }
    },
  }
}

/** In a bucket with versions, removing what is not there leaves a marker. */
async function isThere(client: S3Client, object: ObjectName): Promise<boolean> {
  try {
    await headObject(client, object)
    return true
  } catch (error) {
    if (error instanceof LiteliftError && error.code === 'file-missing') return false
    throw error
  }
}

async function upload(
  client: S3Client,
  { bucket: Bucket, key: Key }: ObjectName,
  path: string,
  abortSignal: AbortSignal,
): Promise<void> {
  await using file = await open(path)
  const { size } = await file.stat()
  if (size > PART) return await uploadParts(client, { Bucket, Key }, { file, size }, abortSignal)
  const Body = await readPart(file, 0, size)
  await client.send(new PutObjectCommand({ Bucket, Key, Body }), { abortSignal })
}

interface Place {
  Bucket: string
  Key: string
}

async function uploadParts(
  client: S3Client,
  place: Place,
  { file, size }: { file: FileHandle; size: number },
  abortSignal: AbortSignal,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place), { abortSignal })
  try {
    const etags: (string | undefined)[] = []
    const starts = partStarts(size)
    const lane = async () => {
      try {
        for (const start of starts) {
          const Body = await readPart(file, start, Math.min(PART, size - start))
          const PartNumber = start / PART + 1
          const command = new UploadPartCommand({ ...place, UploadId, PartNumber, Body })
          etags[PartNumber - 1] = (await client.send(command, { abortSignal })).ETag
        }
      } finally {
        // After a failure the others end with the part that they are at.
        starts.return()
      }
    }
    await allEnded(Array.from({ length: LANES }, lane))
    const Parts = etags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }))
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }), {
      abortSignal,
    })
  } catch (error) {
    // A rule of the bucket ends what this does not.
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined)
    throw error
  }
}

/** One iterator for all lanes: each takes the next part when it is free. */
function* partStarts(size: number): Generator<number, void> {
  for (let start = 0; start < size; start += PART) yield start
}

async function readPart(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) throw new Error('The file became shorter while it was stored')
    done += bytesRead
  }
  return bytes
}

function notStored(object: ObjectName, cause: unknown): LiteliftError {
  return new LiteliftError('object-unavailable', {
    subject: { file: objectUri(object) },
    message: `What the tasks of the migration read cannot be stored (${errorName(cause)}).`,
    hint: 'Grant the function s3:PutObject, s3:AbortMultipartUpload, s3:GetObject, s3:DeleteObject and s3:ListBucket on the bucket of the reports, below LITELIFT_WORK_PREFIX.',
    cause,
  })
}
