import { open, type FileHandle } from 'node:fs/promises'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3'

/** Bytes; S3 wants at least 5 MiB in every part but the last, and the local S3 takes no more than 11 MiB at once. */
const PART = 8 * 1024 * 1024

interface Place {
  bucket: string
  key: string
  /** User metadata, names without `x-amz-meta-`. */
  metadata?: Record<string, string>
}

/** Uploads a file, in parts where it is large, as every S3 client does. Gives its ETag, without quotes. */
export async function upload(client: S3Client, path: string, { bucket, key, metadata }: Place): Promise<string> {
  await using file = await open(path)
  const { size } = await file.stat()
  const object = { Bucket: bucket, Key: key, Metadata: metadata }
  const { ETag } =
    size <= PART
      ? await client.send(new PutObjectCommand({ ...object, Body: await file.readFile() }))
      : await uploadParts(client, file, size, object)
  return ETag!.replaceAll('"', '')
}

async function uploadParts(
  client: S3Client,
  file: FileHandle,
  size: number,
  object: { Bucket: string; Key: string; Metadata: Record<string, string> | undefined },
): Promise<{ ETag?: string | undefined }> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object))
  const { Bucket, Key } = object
  const parts: CompletedPart[] = []
  for (let start = 0; start < size; start += PART) {
    const PartNumber = parts.length + 1
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PART), 0, PART, start)
    const Body = buffer.subarray(0, bytesRead)
    const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    parts.push({ PartNumber, ETag })
  }
  return client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }))
}
