import { liteliftCommand, migrateBy } from '../contestants/litelift.ts'
import { count, megabytes, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { integers, mixed } from '../inputs/recipes.ts'
import { type Section, tableOf } from '../section.ts'
import { libpq, urlOf } from '../server.ts'
import type { Bench } from './part.ts'

/** The comparison of every value, as a command of its own. */
export async function verify({ settings, server, say }: Bench): Promise<Section> {
  const lines: (string | number)[][] = []
  for (const recipe of [mixed(Math.ceil(settings.rows / 5)), integers(Math.ceil(settings.rows / 2))]) {
    const input = makeInput(settings.cache, recipe)
    await using database = await server.emptyDatabase()
    const { owner } = database
    await migrateBy(input, database)
    const measured = await liteliftCommand(
      ['verify', input.path, '--to', urlOf(owner), '--schema', 'target', '--json'],
      libpq(owner),
    )
    say(`verify ${input.name}: ${seconds(measured.seconds)} s`)
    lines.push([
      input.name,
      count(input.rows),
      seconds(measured.seconds),
      count(Math.round(input.rows / measured.seconds)),
      measured.peak === null ? '' : megabytes(measured.peak),
    ])
  }
  return {
    title: 'litelift verify',
    body: tableOf(['', 'rows', 'seconds', 'rows/s', 'peak MB'], lines),
    targets: [],
  }
}
