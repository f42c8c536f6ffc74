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
  const fixed = results[0]!
  const perRow = (size: number, of: Result, start: Result) => ((of.seconds - start.seconds) / size) * 1e6
  const measured = results.slice(2)
  const costs = measured.map(({ size, own }) => perRow(size, own, fixed.own))
  // The server's own cost is no flatter: sorting for the key grows with the rows, and short runs are not yet warm.
  const least = measured.map(({ size, best }) => perRow(size, best, fixed.best))
  return {
    title: 'Growth',
    body: [
      'Four narrow integers and a key. The cost per row is what a file takes beyond one of a single row.\n',
      tableOf(
        ['rows', 'litelift s', 'limit s', 'ratio', 'litelift µs/row', 'limit µs/row', 'litelift CPU s'],
        results.map(({ size, own, best }) => [
          count(size),
          seconds(own.seconds),
          seconds(best.seconds),
          ratio(own.seconds / best.seconds),
          size === 1 ? '' : perRow(size, own, fixed.own).toFixed(2),
          size === 1 ? '' : perRow(size, best, fixed.best).toFixed(2),
          own.cpu === null ? '' : seconds(own.cpu),
        ]),
      ),
    ].join('\n'),
    targets: [
      {
        what: `cost per row from ${count(sizes[2]!)} to ${count(sizes[4]!)} rows`,
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
