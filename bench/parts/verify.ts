import { liteliftCommand, migrateBy } from '../contestants/litelift.ts'
import { count, megabytes, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { integers, mixed } from '../inputs/recipes.ts'
import { type Section, tableOf } from '../section.ts'
import { libpq, urlOf } from '../server.ts'
import type { Bench } from './part.ts'

/** Rows a second on the mix of types, and what the comparison may add to the whole job. */
const LEAST = 800_000
const MOST_ADDED = 0.5

/** The comparison of every value: as a command of its own, and as the part of a migration that it is by default. */
export async function verify({ settings, server, say }: Bench): Promise<Section> {
  const lines: (string | number)[][] = []
  const found: { pace: number; added: number }[] = []
  for (const recipe of [mixed(settings.rows), integers(settings.rows)]) {
    const input = makeInput(settings.cache, recipe)
    await using database = await server.emptyDatabase()
    const { owner } = database
    const counts = await migrateBy(input, database, ['--verify', 'counts'])
    const full = await migrateBy(input, database, ['--verify', 'full', '--mode', 'replace', '--again'])
    const command = ['verify', input.path, '--to', urlOf(owner), '--schema', 'target', '--json']
    const measured = await liteliftCommand(command, libpq(owner))
    const pace = input.rows / measured.seconds
    const added = full.seconds / counts.seconds - 1
    say(`verify ${input.name}: ${seconds(measured.seconds)} s`)
    found.push({ pace, added })
    lines.push([
      input.name,
      count(input.rows),
      seconds(measured.seconds),
      count(Math.round(pace)),
      measured.peak === null ? '' : megabytes(measured.peak),
      seconds(counts.seconds),
      seconds(full.seconds),
      `${Math.round(100 * added)} %`,
    ])
  }
  const [{ pace, added }] = found as [{ pace: number; added: number }]
  return {
    title: 'Verify',
    body: [
      'The command with all that it does, and what `--verify full` adds to a migration.\n',
      tableOf(['', 'rows', '`litelift verify` s', 'rows/s', 'peak MB', 'job, counts s', 'job, full s', 'added'], lines),
    ].join('\n'),
    targets: [
      {
        what: 'litelift verify of the mix, rows a second',
        target: `≥ ${count(LEAST)}`,
        measured: count(Math.round(pace)),
        met: pace >= LEAST,
      },
      {
        what: '`--verify full` on top of the job',
        target: `≤ + ${100 * MOST_ADDED} %`,
        measured: `+ ${Math.round(100 * added)} %`,
        met: added <= MOST_ADDED,
      },
    ],
  }
}
