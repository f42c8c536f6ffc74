import { availableParallelism } from 'node:os'
import { executemany } from '../contestants/executemany.ts'
import { limitOf } from '../contestants/limit.ts'
import { litelift } from '../contestants/litelift.ts'
import { pgloader } from '../contestants/pgloader.ts'
import { sqliteCsv } from '../contestants/sqlite-csv.ts'
import { count, megabytes, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { mixed } from '../inputs/recipes.ts'
import { race, type Result } from '../measure/race.ts'
import { type Section, tableOf, type Target } from '../section.ts'
import type { Bench } from './part.ts'

/** Times the limit that the whole job may take. */
const MOST_OF_LIMIT = 1.3

/** The whole job on the mix of types: litelift, the limit, and every peer that the machine has. */
export async function peers(bench: Bench): Promise<Section> {
  const { rounds, rows, cache } = bench.settings
  const input = makeInput(cache, mixed(rows))
  const results = await race(bench, input, [
    { contestant: litelift, rounds },
    { contestant: limitOf(bench.server), rounds },
    // Slow, and so far away that a second run would say nothing new.
    { contestant: pgloader, rounds: 1 },
    { contestant: sqliteCsv, rounds: Math.min(rounds, 2) },
    { contestant: executemany, rounds: 1 },
  ])
  const [own, limit, ...others] = results as [Result, Result, ...Result[]]
  return {
    title: 'The whole job',
    body: [
      `${count(input.rows)} rows × 17 columns (${megabytes(input.bytes)} MB), from a file to keys, indexes and statistics. Peak memory is`,
      "the client's; CPU time is that of its processes, and of the server's.\n",
      tableOf(
        ['', 'seconds (median)', 'runs', '× litelift', 'peak MB', 'client CPU s', 'server CPU s'],
        results.map((result) => line(result, own)),
      ),
      '',
      ...results.map(({ name, how }) => `- ${name}: ${how}`),
      ...roomForClient(own, limit),
    ].join('\n'),
    targets: [atMost(own, limit), ...others.map((other, index) => faster(own, other, [5, 2, 80][index]!))],
  }
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
  const room = MOST_OF_LIMIT * limit.seconds * cores - limit.serverCpu
  return [
    '',
    `Server and client share ${cores} cores. litelift and its server take ${seconds(busy)} s of CPU time, which ${cores} cores that never`,
    `wait do in ${seconds(busy / cores)} s. Within ${MOST_OF_LIMIT} times the limit, ${seconds(room)} s would be left to a client for reading, profiling,`,
    'encoding and sending, its start and the digest of the file.',
  ]
}

function atMost(own: Result, limit: Result): Target {
  const measured = own.seconds / limit.seconds
  const what = 'whole job against the limit (same streams, same index builds)'
  return { what, target: `≤ ${MOST_OF_LIMIT}`, measured: ratio(measured), met: measured <= MOST_OF_LIMIT }
}

function faster(own: Result, other: Result, target: number): Target {
  const what = `whole job against ${other.name}`
  const goal = `≥ ${target} × faster`
  if (other.absent !== null) return { what, target: goal, measured: other.absent, met: null }
  const measured = other.seconds / own.seconds
  return { what, target: goal, measured: `${measured.toFixed(1)} × faster`, met: measured >= target }
}
