import { migrateBy } from '../contestants/litelift.ts'
import { count, megabytes, seconds } from '../figures.ts'
import { makeInput } from '../inputs/make-input.ts'
import { mixed } from '../inputs/recipes.ts'
import { type Section, tableOf } from '../section.ts'
import type { Bench } from './part.ts'

/** Seconds, and bytes. */
const MOST_OUTSIDE = 4
const MOST_MEMORY = 256 * 2 ** 20

/** Twelve times the whole job's rows, 4.6 GB: what is left beside stage and build, and what of memory grows with a file. */
export async function large({ settings, server, say }: Bench): Promise<Section> {
  const input = makeInput(settings.cache, mixed(12 * settings.rows))
  const runs = []
  for (const verify of ['counts', 'full']) {
    await using database = await server.emptyDatabase()
    const run = await migrateBy(input, database, ['--workers', '2', '--verify', verify])
    const of = (...names: string[]) =>
      run.report.phases.reduce((sum, { phase, seconds }) => sum + (names.includes(phase) ? seconds : 0), 0)
    const outside = run.seconds - of('stage', 'build')
    say(`${input.name}, ${verify}: ${seconds(run.seconds)} s, ${seconds(outside)} s beside stage and build`)
    runs.push({ ...run, verify, outside, of })
  }
  const [counts] = runs as [(typeof runs)[number]]
  const most = runs.every(({ peak }) => peak !== null) ? Math.max(...runs.map(({ peak }) => peak!)) : null
  return {
    title: 'A large file',
    body: [
      `${count(input.rows)} rows × 17 columns (${megabytes(input.bytes)} MB) with a key and an index, two workers.\n`,
      tableOf(
        [
          'verify',
          'seconds',
          'inspect',
          'stage',
          'build',
          'verify',
          'publish',
          'beside stage and build',
          'peak MB',
          'client CPU s',
        ],
        runs.map(({ verify, seconds: took, of, outside, peak, cpu }) => [
          verify,
          seconds(took),
          ...['inspect', 'stage', 'build', 'verify', 'publish'].map((phase) => seconds(of(phase))),
          seconds(outside),
          peak === null ? '' : megabytes(peak),
          cpu === null ? '' : seconds(cpu),
        ]),
      ),
    ].join('\n'),
    targets: [
      {
        what: 'a file of 4.6 GB: time outside stage and build',
        target: `≤ ${MOST_OUTSIDE} s`,
        measured: `${seconds(counts.outside)} of ${seconds(counts.seconds)} s`,
        met: counts.outside <= MOST_OUTSIDE,
      },
      {
        what: 'a file of 4.6 GB: peak resident memory, every value compared',
        target: '≤ 256 MB',
        measured: most === null ? 'only measured on Linux' : `${megabytes(most)} MB`,
        met: most === null ? null : most <= MOST_MEMORY,
      },
    ],
  }
}
