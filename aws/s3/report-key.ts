import { createHash } from 'node:crypto'
import type { ObjectName } from './name.ts'

/** Bytes of a key (docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
const LONGEST_KEY = 1024
/** Bytes to leave for a name, so that all files of an object's migrations lie beside each other. */
const LONGEST_NAME = 96
/** Bytes of a version id or ETag in a name; S3's have 32 and some more. */
const LONGEST_VERSION = 64

/** Key of what belongs to the migrations of an object; one that is too long to be extended is named by its SHA-256. */
export function reportKey(prefix: string, { bucket, key }: ObjectName, name: string): string {
  const folder = `${prefix}${bucket}/${key}`
  if (Buffer.byteLength(folder) + 1 + LONGEST_NAME <= LONGEST_KEY) return `${folder}/${name}`
  return `${prefix}${bucket}/sha256-${sha256(key)}/${name}`
}

/** Name of the report of an object version, which is known as soon as it is uploaded. */
export function nameOfVersion(version: string): string {
  const isShort = Buffer.byteLength(version) <= LONGEST_VERSION
  return `by-version/${isShort ? version : `sha256-${sha256(version)}`}.json`
}

/** Name of the report of the latest attempt for a request (docs/lambda.md, Seeds and requests). */
export function nameOfRequest(request: string): string {
  return `by-request/${request}.json`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
