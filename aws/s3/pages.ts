import { extname } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import { type Fetching, startFetching } from '../../engine/source/pages/fetched/fetching.ts'
import { headObject } from './head.ts'
import type { ObjectName } from './name.ts'

/** The bundle holds page-thread.mjs beside index.mjs, the checkout page-thread.ts beside this file. */
const ENTRY = new URL(`./page-thread${extname(import.meta.url)}`, import.meta.url)

/**
 * One object version as a file whose pages are read by ranged GETs. The thread that sends them makes its own client of the environment.
 * @throws LiteliftError `file-missing`, `file-replaced`, `object-unavailable`, `migration-interrupted`; the same while it is read
 */
export async function fetchPages(
  client: S3Client,
  name: ObjectName,
  { signal, environment }: { signal?: AbortSignal; environment?: NodeJS.ProcessEnv } = {},
): Promise<Fetching> {
  const { etag, bytes } = await headObject(client, name, signal)
  const { bucket, key, versionId } = name
  const object: ObjectName = { bucket, key, versionId: versionId ?? null, etag }
  return startFetching(ENTRY, { bytes, object, ...(environment && { environment }) }, signal)
}
