import { availableParallelism } from 'node:os'
import { executemany } from '../contestants/executemany.ts'
import { limitOf } from '../contestants/limit.ts'
import { litelift } from '../contestants/litelift.ts'
import { adbc, duckdb } from '../contestants/python.ts'
import { pgloader } from '../contestants/pgloader.ts'
import { sqliteCsv } from '../contestants/sqlite-csv.ts'
import { count, megabytes, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { mixed, shop } from '../inputs/recipes.ts'
import { canPin, pinned } from '../measure/pinning.ts'
import { race, type Result } from '../measure/race.ts'
import { type Section, tableOf, type Target } from '../section.ts'
import type { Bench } from './part.ts'

/** Times the limit that the whole job may take, and of DuckDB's time: on shared cores, and with a core each. */
const MOST = { shared: { limit: 1.2, duckdb: 0.8 }, apart: { limit: 1.15, duckdb: 0.75 } }
/** Of DuckDB's CPU time in the client. */
const MOST_CPU = 0.5

/** The whole job on the mix of types: litelift, the limit, and every peer that the machine has. */
export async function peers(bench: Bench): Promise<Section> {
  const { rounds, rows, cache } = bench.settings
  const input = makeInput(cache, mixed(rows))
  const results = await race(bench, input, [
    { contestant: litelift, rounds },
    { contestant: limitOf(bench.server), rounds },
    { contestant: duckdb, rounds },
    { contestant: adbc, rounds },
    // Slow, and so far away that a second run would say nothing new.
    { contestant: pgloader, rounds: 1 },
    { contestant: sqliteCsv, rounds: Math.min(rounds, 2) },
    { contestant: executemany, rounds: 1 },
  ])
  const [own, limit, fastest, , ...others] = results as [Result, Result, Result, Result, ...Result[]]
  return {
    title: 'The whole job',
    body: [
      `${count(input.rows)} rows × 17 columns (${megabytes(input.bytes)} MB), from a file to keys, indexes and statistics, by \`--verify counts\`. Peak memory is`,
      "the client's; CPU time is that of its processes, and of the server's.\n",
      tableOfResults(results),
      '',
      ...results.map(({ name, how }) => `- ${name}: ${how}`),
      ...roomForClient(own, limit),
    ].join('\n'),
    targets: [
      atMost('whole job / the limit, shared cores', own, limit, MOST.shared.limit),
      atMost('whole job / DuckDB, shared cores', own, fastest, MOST.shared.duckdb),
      cpuAtMost(own, fastest),
      ...others.map((other, index) => faster(own, other, [7, 2.5, 80][index]!)),
    ],
  }
}

/** The same with a core each for server and client, as where the database is another machine. */
export async function apart(bench: Bench): Promise<Section> {
  const title = 'A core each'
  if (!canPin()) return { title, body: 'Not measured: it needs Linux with taskset, and two cores.', targets: [] }
  const { rounds, rows, cache } = bench.settings
  const input = makeInput(cache, mixed(rows))
  using _ = pinned(bench.server)
  const results = await race(bench, input, [
    { contestant: litelift, rounds },
    { contestant: limitOf(bench.server), rounds },
    { contestant: duckdb, rounds },
    { contestant: adbc, rounds },
  ])
  const [own, limit, fastest] = results as [Result, Result, Result]
  return {
    title,
    body: ['The same job; PostgreSQL on one core, the client on the other.\n', tableOfResults(results)].join('\n'),
    targets: [
      atMost('whole job / the limit, a core each', own, limit, MOST.apart.limit),
      atMost('whole job / DuckDB, a core each', own, fastest, MOST.apart.duckdb),
    ],
  }
}

/** What applications have more often than one wide table. */
export async function manyRelated(bench: Bench): Promise<Section> {
  const { rows, cache } = bench.settings
  const input = makeInput(cache, shop(3 * rows))
  const results = await race(bench, input, [
    { contestant: litelift, rounds: 2 },
    { contestant: limitOf(bench.server), rounds: 2 },
    { contestant: duckdb, rounds: 1 },
  ])
  const [own, limit] = results as [Result, Result]
  return {
    title: 'Thirty tables',
    body: [
      `${count(input.rows)} rows in ${input.tables.length} tables (${megabytes(input.bytes)} MB) with foreign keys and several indexes each.\n`,
      tableOfResults(results),
    ].join('\n'),
    targets: [atMost('30 tables, foreign keys and indexes / the limit', own, limit, 1.3)],
  }
}

function tableOfResults(results: Result[]): string {
  return tableOf(
    ['', 'seconds (median)', 'runs', '× litelift', 'peak MB', 'client CPU s', 'server CPU s'],
    results.map((result) => line(result, results[0]!)),
  )
}

function line({ name, absent, runs, ...median }: Result, own: Result): (string | number)[] {
  if (absent !== null) return [name, absent, '', '', '', '', '']
  return [
    name,
    seconds(median.seconds),
    runs.map(seconds).join(' '),
    ratio(median.seconds / own.seconds),
    median.peak === null ? '' : megabytes(median.peak),
    median.cpu === null ? '' : seconds(median.cpu),
    median.serverCpu === null ? '' : seconds(median.serverCpu),
  ]
}

/** How much of the processors the server leaves to a client that shares them, which bounds every ratio to the limit. */
function roomForClient(own: Result, limit: Result): string[] {
  if (own.cpu === null || own.serverCpu === null || limit.serverCpu === null) return []
  const cores = availableParallelism()
  const busy = own.cpu + own.serverCpu
  const room = MOST.shared.limit * limit.seconds * cores - limit.serverCpu
  return [
    '',
    `Server and client share ${cores} cores. litelift and its server take ${seconds(busy)} s of CPU time, which ${cores} cores that never`,
    `wait do in ${seconds(busy / cores)} s. Within ${MOST.shared.limit} times the limit, ${seconds(room)} s would be left to a client for reading, profiling,`,
    'encoding and sending, its start and the digest of the file.',
  ]
}

function atMost(what: string, own: Result, other: Result, most: number): Target {
  if (other.absent !== null) return { what, target: `≤ ${most}`, measured: other.absent, met: null }
  const measured = own.seconds / other.seconds
  return { what, target: `≤ ${most}`, measured: ratio(measured), met: measured <= most }
}

function cpuAtMost(own: Result, other: Result): Target {
  const what = "client CPU time / DuckDB's"
  const target = `≤ ${MOST_CPU}`
  if (other.absent !== null || own.cpu === null || other.cpu === null)
    return { what, target, measured: other.absent ?? 'not known', met: null }
  const measured = own.cpu / other.cpu
  return { what, target, measured: ratio(measured), met: measured <= MOST_CPU }
}

function faster(own: Result, other: Result, target: number): Target {
  const what = `whole job against ${other.name}`
  const goal = `≥ ${target} × faster`
  if (other.absent !== null) return { what, target: goal, measured: other.absent, met: null }
  const measured = other.seconds / own.seconds
  return { what, target: goal, measured: `${measured.toFixed(1)} × faster`, met: measured >= target }
}
