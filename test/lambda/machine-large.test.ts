import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { fillMixed } from '../../bench/inputs/mixed.ts'
import { processes, type ProcessStat } from '../../bench/measure/proc-stat.ts'
import { s3Event } from '../../local/standins/s3-event.ts'
import { upload } from '../../local/standins/upload.ts'
import { scratchFolder } from '../scratch.ts'
import { deploy, type Deployment } from './deployment.ts'
import { startMachine } from './machine.ts'

/** Some GB of a file; 0 leaves this out. `npm run test:machine` takes 5, which needs 15 GB of disk, 12 of memory and a quarter of an hour. */
const GB = Number(process.env['LITELIFT_MACHINE'] ?? 0)
const ROWS_OF_A_GB = 5_700_000
/** Rows that are made one by one; the others repeat them under other keys. */
const MADE = 500_000
/** Milliseconds of a function: Lambda's own limit. */
const TIME = 900_000

test.runIf(GB > 0)(`a file of ${GB} GB goes through the state machine`, { timeout: 3_600_000 }, async () => {
  using folder = scratchFolder()
  const rows = Math.round(GB * ROWS_OF_A_GB)
  const path = makeFile(`${folder.path}/large.sqlite`, rows)
  await using deployment = await deploy({ workers: 2 })
  const etag = await upload(deployment.aws.s3, path, { bucket: 'uploads', key: 'large.sqlite' })
  await using machine = await startMachine(deployment, { concurrency: 4, shardMebibytes: 256 })
  const server = await serverOf(deployment)
  const spent = (): Spent => ({ server: server(), functions: processorOf(sandboxes()) })

  const figures = new Map<string, Figures>()
  let peak = 0
  const begun = performance.now()
  const now = () => (performance.now() - begun) / 1000
  const ended = await machine.run(s3Event({ bucket: 'uploads', key: 'large.sqlite', etag }), {
    async calls(input, { worker }) {
      const from = now()
      const { task } = input
      // Of the first of its kind: shards are staged side by side, and what the server does meanwhile is for all of them.
      const first = figures.get(task) ?? { calls: 0, seconds: 0, from, before: spent() }
      figures.set(task, { ...first, until: from, after: first.before })
      const result = await worker.deliver(input, TIME)
      const { calls, seconds } = figures.get(task)!
      figures.set(task, { ...first, calls: calls + 1, seconds: seconds + now() - from, until: now(), after: spent() })
      peak = Math.max(peak, ...sandboxes().map(({ pid }) => peakOf(pid)))
      return result
    },
  }).ended
  for (const [task, { calls, seconds, from, until, before, after }] of figures) {
    const processor = `of processor functions ${(after.functions - before.functions).toFixed(1)} s, server ${(after.server - before.server).toFixed(1)} s`
    say(`${task}: ${calls} calls in ${(until - from).toFixed(1)} s, all together ${seconds.toFixed(1)} s, ${processor}`)
  }
  say(
    `${rows} rows, ${statSync(path).size} bytes in ${now().toFixed(1)} s, at most ${(peak / 2 ** 20).toFixed(0)} MB a function`,
  )
  expect(ended).toMatchObject({ output: { outcome: 'published', rows } })
  const sums =
    'SELECT count(*)::float8 AS rows, sum(quantity)::float8 AS quantity, max(id)::float8 AS id FROM shop.mixed'
  expect(await deployment.database.query(sums)).toEqual([sumsOf(path)])
})

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Seconds of processor. */
interface Spent {
  server: number
  functions: number
}

/** Of the tasks of one kind: when the first began and the last ended, the sum of all, in seconds, and what was spent before and after. */
interface Figures {
  calls: number
  seconds: number
  from: number
  until: number
  before: Spent
  after: Spent
}

/** Takes about 25 s a GB. */
function makeFile(path: string, rows: number): string {
  const database = new Database(path)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.transaction(() => {
    fillMixed(database, Math.min(MADE, rows))
    database.exec('DROP INDEX mixed_customer')
    const columns = database.pragma('table_info(mixed)') as { name: string }[]
    const others = columns.map(({ name }) => name).filter((name) => name !== 'id')
    const copy = database.prepare(
      `INSERT INTO mixed SELECT id + ?, ${others.join(', ')} FROM mixed WHERE id <= min(?, ?) ORDER BY id`,
    )
    for (let made = MADE; made < rows; made += MADE) copy.run(made, MADE, rows - made)
    database.exec('CREATE INDEX mixed_customer ON mixed (customer)')
  })()
  database.close()
  return path
}

function sumsOf(path: string): unknown {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare('SELECT count(*) AS rows, sum(quantity) AS quantity, max(id) AS id FROM mixed').get()
  } finally {
    database.close()
  }
}

/** Gives the seconds of processor that the server has taken. */
async function serverOf({ database }: Deployment): Promise<() => number> {
  const [row] = await database.admin<{ file: string }>("SELECT pg_read_file('postmaster.pid') AS file")
  const postmaster = Number(row!.file.split('\n')[0])
  return () => processorOf(processes().filter(({ pid, parent }) => Number(pid) === postmaster || parent === postmaster))
}

function sandboxes(): ProcessStat[] {
  return processes().filter(({ parent }) => parent === process.pid)
}

function processorOf(all: ProcessStat[]): number {
  return all.reduce((sum, { cpu, reaped }) => sum + cpu + reaped, 0)
}

/** Bytes. */
function peakOf(pid: string): number {
  const [, peak] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
  return Number(peak ?? 0) * 1024
}
