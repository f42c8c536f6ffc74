import '../../compile-cache.mjs'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { download } from '../../aws/s3/download.ts'
import { headObject } from '../../aws/s3/head.ts'
import { fetchPages } from '../../aws/s3/pages.ts'
import { fillOptions } from '../../engine/options.ts'
import { findCandidates } from '../../engine/plan/place/candidates.ts'
import { placeObjects } from '../../engine/plan/place/placement.ts'
import { openFetched } from '../../engine/source/file/open-fetched.ts'
import { openSource, type SourceFile } from '../../engine/source/file/open.ts'
import { cutShards } from '../../engine/source/pages/shards.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import { temporaryDirectory } from '../../engine/temporary.ts'
import { openPool } from '../../engine/threads/pool.ts'
import { profileTables } from '../../engine/threads/profile-tables.ts'

/** What a child measured: bytes are those that came from S3. */
export interface PagesRead {
  seconds: number
  /** Processor seconds of all threads, their start included. */
  processor: number
  rows: number
  bytes: number
  requests: number
}

// Arguments: a file, how it is read, threads, and its bucket and key. S3 is that of the environment.
const [path, way, threads, bucket, key] = process.argv.slice(2) as [string, string, string, string, string]
const client = new S3Client({})
const name = { bucket, key }
const started = performance.now()
await using disposables = new AsyncDisposableStack()
const fetching = way === 'pages' || way === 'shard' ? disposables.use(await fetchPages(client, name)) : null
const source = disposables.use(fetching ? await openFetched(key, fetching.file) : await openSource(await onDisk()))
const rows = way === 'shard' ? await oneShard(source) : await profile(source)
const read: PagesRead = {
  seconds: (performance.now() - started) / 1000,
  processor: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  rows,
  ...(fetching?.fetched ?? { bytes: 0, requests: 0 }),
}
process.stdout.write(JSON.stringify(read))
client.destroy()

async function onDisk(): Promise<string> {
  if (way === 'disk') return path
  const folder = disposables.use(await temporaryDirectory())
  const { etag, bytes } = await headObject(client, name)
  const copy = join(folder.path, 'object')
  await download(client, { ...name, etag }, { path: copy, bytes }, new AbortController().signal)
  return copy
}

async function profile({ sqlite, pages }: SourceFile): Promise<number> {
  const schema = await sqlite.inspect()
  const existing = { tables: [], views: [], names: [], types: new Map() }
  const options = fillOptions({}, {})
  const candidates = await findCandidates(schema.tables, existing, options, () => Promise.resolve(new Set()))
  const { placements } = placeObjects(candidates, [], existing, options, null)
  await using pool = openPool(Number(threads))
  const profiles = await profileTables(pool, pages, placements)
  return profiles.reduce((sum, { profile }) => sum + profile.rows, 0)
}

/** The fourth of about eight. */
async function oneShard({ sqlite, pages }: SourceFile): Promise<number> {
  const { tables } = await sqlite.inspect()
  const { scan } = tables[0]!
  const range = cutShards(pages, scan, (pages.pageCount * pages.pageSize) / 8)[3]!
  using reader = openReader(pages, scan, range)
  let rows = 0
  while (reader.next()) rows++
  return rows
}
