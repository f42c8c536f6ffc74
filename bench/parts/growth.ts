import { litelift } from '../contestants/litelift.ts'
import { limitOf } from '../contestants/limit.ts'
import { count, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { integers } from '../inputs/recipes.ts'
import { race, type Result } from '../measure/race.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

/** What a row costs in files of very different sizes. */
export async function growth(bench: Bench): Promise<Section> {
  const { rows, cache } = bench.settings
  // With the full 2,000,000 these are 10⁴ … 10⁷; the first, of a single row, is what a migration costs in itself.
  const sizes = [1, rows / 200, rows / 20, rows / 2, rows * 5].map(Math.ceil)
  const limit = limitOf(bench.server)
  const results: { size: number; own: Result; best: Result }[] = []
  for (const size of sizes) {
    const input = makeInput(cache, integers(size))
    // Where a run is short, more of them cost nothing and say more.
    const rounds = size >= rows ? 3 : size * 10 > rows ? 5 : 15
    const [own, best] = await race(bench, input, [
      { contestant: litelift, rounds },
      { contestant: limit, rounds },
    ])
    results.push({ size, own: own!, best: best! })
  }
  // What each row takes beyond those of the size before: start, compilation and the sample of ANALYZE are not in it.
  const further = (of: 'own' | 'best') =>
    results.slice(1).map((result, index) => {
      const before = results[index]!
      return ((result[of].seconds - before[of].seconds) / (result.size - before.size)) * 1e6
    })
  const [own, best] = [further('own'), further('best')]
  const [costs, least] = [own.slice(2), best.slice(2)]
  return {
    title: 'Growth',
    body: [
      'Four narrow integers and a key. A further row costs what the run takes longer than the one above it, for each row more. All in all',
      'is the whole time for each row.\n',
      tableOf(
        [
          'rows',
          'litelift s',
          'limit s',
          'ratio',
          'all in all µs/row',
          'further row µs',
          'limit, further row µs',
          'CPU s',
        ],
        results.map((result, index) => [
          count(result.size),
          seconds(result.own.seconds),
          seconds(result.best.seconds),
          ratio(result.own.seconds / result.best.seconds),
          index === 0 ? '' : ((result.own.seconds / result.size) * 1e6).toFixed(2),
          index === 0 ? '' : own[index - 1]!.toFixed(2),
          index === 0 ? '' : best[index - 1]!.toFixed(2),
          result.own.cpu === null ? '' : seconds(result.own.cpu),
        ]),
      ),
    ].join('\n'),
    targets: [
      {
        what: `cost per further row from ${count(sizes[2]!)} to ${count(sizes[4]!)} rows`,
        target: 'flat within 15 %',
        measured: `${shown(costs)}; the limit ${shown(least)}`,
        // Less than nothing is noise, not flatness.
        met: Math.min(...costs) > 0 && spread(costs) <= 0.15,
      },
    ],
  }
}

function shown(costs: number[]): string {
  return `${costs.map((cost) => cost.toFixed(2)).join(', ')} µs (${Math.round(spread(costs) * 100)} % apart)`
}

function spread(costs: number[]): number {
  return Math.max(...costs) / Math.min(...costs) - 1
}
