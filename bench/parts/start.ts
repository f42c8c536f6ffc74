import { liteliftCommand, migrateBy } from '../contestants/litelift.ts'
import { median } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { integers } from '../inputs/recipes.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

const RUNS = 5
/** Milliseconds that the least migration may take. */
const LEAST = 150

/** What the command line takes before it does any work, and for the least work. */
export async function start({ settings, server, say }: Bench): Promise<Section> {
  const input = makeInput(settings.cache, integers(1))
  const help: number[] = []
  const one: number[] = []
  const inside: number[] = []
  const known: number[] = []
  for (let run = 0; run < RUNS; run++) {
    help.push((await liteliftCommand(['--help'])).seconds)
    await using database = await server.emptyDatabase()
    const migrated = await migrateBy(input, database)
    one.push(migrated.seconds)
    inside.push(migrated.report.seconds)
    // The first one made the ledger.
    known.push((await migrateBy(input, database, ['--mode', 'replace', '--again'])).seconds)
  }
  say(`start: ${median(help).toFixed(2)} s, one row ${median(one).toFixed(2)} s`)
  const milliseconds = (values: number[]) => Math.round(median(values) * 1000)
  return {
    title: 'Start-up',
    body: tableOf(
      ['', 'ms (median of 5)'],
      [
        ['`litelift --help`', milliseconds(help)],
        ['`litelift migrate` of one row, the whole process', milliseconds(one)],
        ['the same, the migration in it', milliseconds(inside)],
        ['the whole process, where the database has a ledger', milliseconds(known)],
      ],
    ),
    targets: [
      {
        what: 'a migration of one row, the whole process',
        target: `≤ ${LEAST} ms`,
        measured: `${milliseconds(one)} ms; ${milliseconds(known)} with a ledger`,
        met: milliseconds(one) <= LEAST,
      },
    ],
  }
}
