import { statSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { startS3OnThread } from '../../local/standins/s3-on-thread.ts'
import { upload } from '../../local/standins/upload.ts'
import type { PagesRead } from '../children/read-pages.ts'
import { count, median, megabytes, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { mixed } from '../inputs/recipes.ts'
import { runCommand } from '../measure/run-command.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

const [BUCKET, KEY] = ['uploads', 'mixed.db']

/** In the order of the table; `shard` reads one of eight. */
const WAYS = {
  disk: 'profile, from the disk',
  download: 'download, then profile',
  pages: 'profile, by ranged GETs',
  shard: 'the rows of one shard of eight, by ranged GETs',
} as const
type Way = keyof typeof WAYS

/** Reading by pages over S3 on the loopback interface against the disk; each run in a fresh process, its start not counted. */
export async function ranged({ settings, say }: Bench): Promise<Section> {
  const input = makeInput(settings.cache, mixed(settings.rows))
  const size = statSync(input.path).size
  await using s3 = await startS3OnThread()
  await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  await upload(s3.client, input.path, { bucket: BUCKET, key: KEY })
  const ways = Object.keys(WAYS) as Way[]
  const runs = new Map<Way, PagesRead[]>(ways.map((way) => [way, []]))
  for (let round = 0; round < settings.rounds; round++) {
    for (const way of ways) {
      const script = join(import.meta.dirname, '../children/read-pages.ts')
      const { stdout } = await runCommand(process.execPath, [script, input.path, way, '2', BUCKET, KEY], s3.environment)
      const read = JSON.parse(stdout) as PagesRead
      runs.get(way)!.push(read)
      say(`${WAYS[way]}: ${seconds(read.seconds)} s, ${megabytes(read.bytes)} MB in ${read.requests} requests`)
    }
  }
  const took = (way: Way) => median(runs.get(way)!.map((run) => run.seconds))
  const worked = (way: Way) => median(runs.get(way)!.map((run) => run.processor))
  const one = (way: Way) => runs.get(way)![0]!
  const fetchedOfShard = one('shard').bytes / size
  return {
    title: 'Reading by pages',
    body: [
      `${count(input.rows)} rows × 17 columns, ${megabytes(size)} MB, two threads. S3 is fauxqs behind a proxy, on one thread of the same machine, and gives as much as the download shows.\n`,
      tableOf(
        ['', 'seconds', 'processor seconds', 'rows a second', 'MB from S3', 'requests'],
        ways.map((way) => {
          const { rows, bytes, requests } = one(way)
          const fetched =
            way === 'download' ? [megabytes(size), Math.ceil(size / (8 * 2 ** 20))] : [megabytes(bytes), requests]
          return [WAYS[way], seconds(took(way)), seconds(worked(way)), count(Math.round(rows / took(way))), ...fetched]
        }),
      ),
    ].join('\n'),
    targets: [
      {
        what: 'reading all of a file by ranged GETs, of the time that it takes to download it and read it from the disk',
        target: '≤ 1.5',
        measured: (took('pages') / took('download')).toFixed(2),
        met: took('pages') <= 1.5 * took('download'),
      },
      {
        what: 'what one shard of eight fetches of its file',
        target: '≤ a fifth',
        measured: `${(100 * fetchedOfShard).toFixed(1)} %`,
        met: fetchedOfShard <= 0.2,
      },
    ],
  }
}
