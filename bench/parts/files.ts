import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bundle } from '../../infra/bundle.ts'
import { startAws } from '../../local/standins/aws.ts'
import { startFunction } from '../../local/standins/lambda-runtime.ts'
import { s3Event } from '../../local/standins/s3-event.ts'
import { upload } from '../../local/standins/upload.ts'
import { median, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { tenant } from '../inputs/recipes.ts'
import { processes } from '../measure/proc-stat.ts'
import { type Section, tableOf } from '../section.ts'
import { connected } from '../server.ts'
import type { Bench } from './part.ts'

const ROWS = 200
/** Of each kind; the first starts the function, and the last few are not compared with them. */
const FILES = 40
const [UPLOADS, REPORTS, SECRET] = ['uploads', 'reports', 'target']

/** Where small files go. */
const KINDS = {
  'own schema': { schema: 't_{tenant}', mode: 'replace' },
  'same tables': { schema: 'all', mode: 'mirror', addColumns: { tenant: { value: '{tenant}', key: true } } },
}

/** What one of many small files takes, one after another by one function as it is bundled: the constants of bench/scaling/measured.ts. */
export async function smallFiles(bench: Bench): Promise<Section> {
  const rows: (string | number)[][] = []
  for (const [kind, options] of Object.entries(KINDS)) {
    const found = await measure(bench, options)
    bench.say(`small files, ${kind}: ${seconds(found.warm)} s each`)
    const figures = [found.cold, found.warm, found.function, found.server, found.publish].map((value) =>
      value.toFixed(3),
    )
    rows.push([kind, ...figures, found.connections])
  }
  return {
    title: 'Small files',
    body: [
      `${FILES} files of ${ROWS} rows in two tables each, all values verified, announced one after another to the function as it is bundled, in one sandbox. S3 is on the same machine,`,
      'and answers at once. The first file starts the function.\n',
      tableOf(['into', 'first s', 's', 'function CPU s', 'server CPU s', 'publish s', 'connections'], rows),
    ].join('\n'),
    targets: [],
  }
}

interface Found {
  /** Seconds of the first file, and the median of the others. */
  cold: number
  warm: number
  /** Seconds of processor for each file, without the first. */
  function: number
  server: number
  /** Seconds of the phase, median. */
  publish: number
  /** At a time, at most. */
  connections: number
}

async function measure({ server, settings }: Bench, options: object): Promise<Found> {
  const input = makeInput(settings.cache, tenant(ROWS))
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'litelift-bench-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const aws = started.use(await startAws())
  const { owner, superuser } = started.use(await server.emptyDatabase())
  for (const name of [UPLOADS, REPORTS]) await aws.createBucket(name)
  const { host, port, user: username, password, database: dbname } = owner
  aws.secrets.put(SECRET, { engine: 'postgres', username, password, host, port: String(port), dbname })
  const [directory, log] = [join(folder, 'code'), join(folder, 'log')]
  bundle({ architecture: process.arch === 'arm64' ? 'arm64' : 'x64', directory })
  const before = new Set(processes().map(({ pid }) => pid))
  const environment = {
    ...aws.environment,
    LITELIFT_ROUTES: JSON.stringify([{ prefix: '{tenant}/', secretArn: SECRET, workers: 2, ...options }]),
    LITELIFT_REPORTS_BUCKET: REPORTS,
  }
  const sandbox = started.use(await startFunction({ directory, environment, temporary: folder, log }))
  const ofFunction = () => {
    const [own] = processes().filter(({ pid, parent }) => parent === process.pid && !before.has(pid))
    return own ? own.cpu + own.reaped : 0
  }
  const watching = started.use(await watch(superuser))

  const times: number[] = []
  let used = { function: 0, server: 0 }
  for (let number = 0; number < FILES; number++) {
    const key = `${number}/shop.db`
    const etag = await upload(aws.s3, input.path, { bucket: UPLOADS, key })
    const event = s3Event({ bucket: UPLOADS, key, etag, sequencer: String(number).padStart(4, '0') })
    const begun = performance.now()
    const result = await sandbox.deliver(event)
    times.push((performance.now() - begun) / 1000)
    if (result.outcome !== 'response') throw new Error(JSON.stringify(result))
    if (number === 0) used = { function: ofFunction(), server: server.cpu() ?? 0 }
  }
  const each = (total: number) => total / (FILES - 1)
  const [cold, ...warm] = times
  return {
    cold: cold!,
    warm: median(warm),
    function: each(ofFunction() - used.function),
    server: each((server.cpu() ?? 0) - used.server),
    publish: median(await phaseSeconds(log, 'publish')),
    connections: watching.most,
  }
}

/** What the function logs of each migration. */
async function phaseSeconds(log: string, phase: string): Promise<number[]> {
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('{'))
  const entries = lines.map((line) => JSON.parse(line) as { phase?: string; seconds?: number; outcome?: string })
  const outcomes = entries.flatMap(({ outcome }) => outcome ?? [])
  if (outcomes.some((outcome) => outcome !== 'published'))
    throw new Error(`Not all were published: ${outcomes.join(' ')}`)
  return entries.filter((entry) => entry.phase === phase).map((entry) => entry.seconds!)
}

/** Counts litelift's connections every few milliseconds. */
async function watch(superuser: Parameters<typeof connected>[0]): Promise<AsyncDisposable & { most: number }> {
  const client = await connected(superuser)
  const ended = new AbortController()
  const watched = {
    most: 0,
    async [Symbol.asyncDispose]() {
      ended.abort()
      await looking
      await client.end()
    },
  }
  const looking = (async () => {
    while (!ended.signal.aborted) {
      const { rows } = await client.query<{ count: number }>(
        "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'litelift%'",
      )
      watched.most = Math.max(watched.most, rows[0]!.count)
      await sleep(5)
    }
  })()
  return watched
}
