import { limitOf } from '../contestants/limit.ts'
import { litelift } from '../contestants/litelift.ts'
import { count, megabytes, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { blobs, integers, wideText } from '../inputs/recipes.ts'
import { race } from '../measure/race.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

/** What a job of few large values may take, of the limit. */
const MOST = 1.3

/** litelift against the limit on what else files hold. */
export async function inputs(bench: Bench): Promise<Section> {
  const { rows, cache } = bench.settings
  const limit = limitOf(bench.server)
  const lines: (string | number)[][] = []
  const found: { name: string; of: number }[] = []
  for (const recipe of [integers(rows), wideText(Math.ceil(rows / 40)), blobs(Math.ceil(rows / 500))]) {
    const input = makeInput(cache, recipe)
    const [own, best] = await race(bench, input, [
      { contestant: litelift, rounds: 3 },
      { contestant: limit, rounds: 3 },
    ])
    found.push({ name: input.name, of: own!.seconds / best!.seconds })
    lines.push([
      input.name,
      count(input.rows),
      megabytes(input.bytes),
      seconds(own!.seconds),
      seconds(best!.seconds),
      ratio(own!.seconds / best!.seconds),
      own!.peak === null ? '' : megabytes(own!.peak),
      own!.cpu === null ? '' : seconds(own!.cpu),
    ])
  }
  return {
    title: 'Other inputs',
    body: tableOf(['', 'rows', 'MB', 'litelift s', 'limit s', 'ratio', 'peak MB', 'CPU s'], lines),
    targets: found
      .filter(({ name }) => name !== 'integers')
      .map(({ name, of }) => ({
        what: `${name} / the limit`,
        target: `≤ ${MOST}`,
        measured: of.toFixed(2),
        met: of <= MOST,
      })),
  }
}
