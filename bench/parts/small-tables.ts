import { migrateBy } from '../contestants/litelift.ts'
import { plannedDdl } from '../contestants/planned-ddl.ts'
import { median, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { integers, smallTables } from '../inputs/recipes.ts'
import { SMALL_TABLES } from '../inputs/small-tables.ts'
import { type Section, tableOf } from '../section.ts'
import { statements } from '../server.ts'
import type { Bench } from './part.ts'

/** Milliseconds. */
const MOST = 4

const COUNTS = ['--verify', 'counts']

/** What a table costs whose rows cost nothing. */
export async function manyTables({ settings, server, say }: Bench): Promise<Section> {
  const input = makeInput(settings.cache, smallTables())
  const one = makeInput(settings.cache, integers(1))
  const whole: number[] = []
  const single: number[] = []
  const bare: number[] = []
  /** All values compared, into tables that are replaced. */
  const compared: number[] = []
  let phases: [string, number][] = []
  for (let round = 0; round < settings.rounds; round++) {
    await using database = await server.emptyDatabase()
    const { seconds, report } = await migrateBy(input, database, COUNTS)
    whole.push(seconds)
    phases = report.phases.map(({ phase, seconds }) => [phase, seconds])
    say(`${SMALL_TABLES} tables: ${seconds.toFixed(2)} s`)
    await using another = await server.emptyDatabase()
    single.push((await migrateBy(one, another, COUNTS)).seconds)
    compared.push((await migrateBy(input, database, ['--mode', 'replace', '--again'])).seconds)
    await using third = await server.emptyDatabase()
    const { tables, indexes, constraints } = await plannedDdl(input)
    const started = performance.now()
    await statements(third.owner, ['SET synchronous_commit = off', ...tables, ...indexes, ...constraints, 'ANALYZE'])
    bare.push((performance.now() - started) / 1000)
  }
  const perTable = (1000 * (median(whole) - median(single))) / (SMALL_TABLES - 1)
  return {
    title: `${SMALL_TABLES} small tables`,
    body: [
      `Ten rows each, a key and an index. The whole process takes, by \`--verify counts\`, ${seconds(median(whole))} s, with a single table ${seconds(median(single))} s:`,
      `${perTable.toFixed(1)} ms a table. The server by itself takes ${seconds(median(bare))} s`,
      `(${((1000 * median(bare)) / SMALL_TABLES).toFixed(1)} ms a table) for the same DDL and an ANALYZE over one connection.`,
      `Comparing all values, over tables that are replaced: ${seconds(median(compared))} s.\n`,
      tableOf(
        ['phase', 'seconds (last run)'],
        phases.map(([phase, took]) => [phase, seconds(took)]),
      ),
    ].join('\n'),
    targets: [
      {
        what: `${SMALL_TABLES} small tables: per table`,
        target: `≤ ${MOST} ms`,
        measured: `${perTable.toFixed(1)} ms`,
        met: perTable <= MOST,
      },
    ],
  }
}
