import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { count, median, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { mixed } from '../inputs/recipes.ts'
import { runCommand } from '../measure/run-command.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

/** The profile pass over the pages against what SQLite's own reading takes; each run in a fresh process. */
export async function profile({ settings, say }: Bench): Promise<Section> {
  const input = makeInput(settings.cache, mixed(settings.rows))
  const threads = Math.min(availableParallelism(), 8)
  const ways = [
    { name: 'better-sqlite3 `.raw().iterate()`, all rows', child: 'read-rows.ts', argument: input.table },
    { name: 'profile, on the main thread', child: 'profile-file.ts', argument: '0' },
    { name: `profile, ${threads} threads (default)`, child: 'profile-file.ts', argument: String(threads) },
  ]
  const runs: number[][] = ways.map(() => [])
  for (let round = 0; round < settings.rounds; round++) {
    for (const [index, { name, child, argument }] of ways.entries()) {
      const script = join(import.meta.dirname, '../children', child)
      const { stdout } = await runCommand(process.execPath, [script, input.path, argument])
      runs[index]!.push(Number(stdout))
      say(`${name}: ${seconds(Number(stdout))} s`)
    }
  }
  const medians = runs.map(median)
  const faster = medians[0]! / medians[2]!
  return {
    title: 'Profile',
    body: [
      `${count(input.rows)} rows × 17 columns. The threads' start is included.\n`,
      tableOf(
        ['', 'seconds', '× faster than SQLite'],
        ways.map(({ name }, index) => [name, seconds(medians[index]!), ratio(medians[0]! / medians[index]!)]),
      ),
    ].join('\n'),
    targets: [
      {
        what: 'profile pass against reading all rows with better-sqlite3',
        target: '≥ 3 × faster',
        measured: `${faster.toFixed(1)} × with ${threads} threads, ${(medians[0]! / medians[1]!).toFixed(1)} × with one`,
        met: faster >= 3,
      },
    ],
  }
}
