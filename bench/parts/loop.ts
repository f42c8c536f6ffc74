import { join } from 'node:path'
import type { LoopTimes } from '../children/loop-file.ts'
import { count, median, ratio, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { blobs, integers, mixed, wideText } from '../inputs/recipes.ts'
import { runCommand } from '../measure/run-command.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

/** At least: of inputs that take a tenth of a second, single runs differ by a quarter. */
const ROUNDS = 5

/** Reading for the profile and for COPY by the loop in WebAssembly against the reference in JavaScript; each run in a fresh process. */
export async function loop({ settings, say }: Bench): Promise<Section> {
  const { rows, rounds, cache } = settings
  const lines: (string | number)[][] = []
  let [faster, slower] = [0, Infinity]
  for (const recipe of [mixed(rows), integers(rows), wideText(Math.ceil(rows / 40)), blobs(Math.ceil(rows / 500))]) {
    const input = makeInput(cache, recipe)
    const runs: Record<'reference' | 'loop', LoopTimes[]> = { reference: [], loop: [] }
    for (let round = 0; round < Math.max(rounds, ROUNDS); round++)
      for (const way of ['reference', 'loop'] as const) runs[way].push(await timesOf(input.path, way))
    const of = (way: 'reference' | 'loop', pass: 'profile' | 'encode') => median(runs[way].map((run) => run[pass]))
    const passes = (['profile', 'encode'] as const).map((pass) => [of('reference', pass), of('loop', pass)] as const)
    const whole = (passes[0]![0] + passes[1]![0]) / (passes[0]![1] + passes[1]![1])
    if (recipe.name === 'mixed') faster = whole
    slower = Math.min(slower, whole)
    const { profile, encode } = runs.loop[0]!.read
    say(`${input.name}: ${whole.toFixed(1)} × faster by the loop`)
    lines.push([
      input.name,
      count(input.rows),
      ...passes.flatMap(([reference, loop]) => [seconds(reference), seconds(loop)]),
      ratio(whole),
      `${share(profile.byReference, input.rows)}, ${count(profile.valuesAside)} values`,
      share(encode, input.rows),
    ])
  }
  const head = ['', 'rows', 'profile, reference', 'by the loop', 'encode, reference', 'by the loop', '× faster']
  return {
    title: 'The loop',
    body: [
      'CPU seconds of one thread, compiling included; then what the loop left to the reference in each pass.\n',
      tableOf([...head, 'left of the profile', 'left of the encoding'], lines),
    ].join('\n'),
    targets: [
      {
        what: 'both passes by the loop against the reference',
        target: '≥ 2.5 × faster on the mix, nowhere slower',
        measured: `${faster.toFixed(1)} ×; at worst ${slower.toFixed(2)} ×`,
        met: faster >= 2.5 && slower >= 0.95,
      },
    ],
  }
}

async function timesOf(path: string, way: string): Promise<LoopTimes> {
  const { stdout } = await runCommand(process.execPath, [
    join(import.meta.dirname, '../children/loop-file.ts'),
    path,
    way,
  ])
  return JSON.parse(stdout) as LoopTimes
}

function share(of: number, rows: number): string {
  return `${((100 * of) / rows).toFixed(of === 0 ? 0 : 2)} % of rows`
}
