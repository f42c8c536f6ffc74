import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Fault, FAULTS, migrateWith, type Moment, MOMENTS, type Outcome } from './cell.ts'

/** `npm run test:faults` lets every fault happen at every moment, and writes what came of it into docs/failure-modes.md. */
const ALL = process.env['LITELIFT_FAULTS'] === 'all'

/** One fault of each kind, and each phase; none of those that take a minute to be noticed. */
const SOME: [Moment, Fault][] = [
  ['claim', 'kill -9'],
  ['copy rows', 'reset'],
  ['checkpoint', 'session ended'],
  ['build an index', 'server crashed'],
  ['count rows', 'SIGTERM'],
  ['merge rows', 'all sessions ended'],
  ['record it', 'Ctrl-C twice'],
  ['commit', 'answer lost'],
  ['commit', 'server restarted'],
]

const cells = ALL
  ? (Object.keys(MOMENTS) as Moment[]).flatMap((moment) => FAULTS.map((fault): [Moment, Fault] => [moment, fault]))
  : SOME

/** Seconds in which it has to be over: a dead network is noticed within 90 s, everything else within a few. */
const SOON: Partial<Record<Fault, number>> = {
  stalled: 100,
  'black hole': 100,
  'server restarted': 100,
  'server crashed': 100,
}

const outcomes = new Map<string, Outcome>()
let undisturbed: Outcome
beforeAll(async () => {
  undisturbed = await migrateWith(null, null)
})

describe.concurrent('a fault', () => {
  test.for(cells)('at the moment "%s": %s', { timeout: 300_000 }, async ([moment, fault]) => {
    const outcome = await migrateWith(moment, fault)
    outcomes.set(`${moment} ${fault}`, outcome)
    const { first, seconds, visible, again, digest, left } = outcome
    // What is said is so.
    expect(first === 'published' ? visible : true).toBe(true)
    expect(visible ? ['published', 'SIGKILL', 'SIGINT'] : ['SIGKILL', 'SIGINT', ...AGAIN]).toContain(first)
    // Of a COMMIT without an answer the server is asked for 90 s more.
    expect(seconds).toBeLessThan(moment === 'commit' && fault === 'black hole' ? 200 : (SOON[fault] ?? 30))
    // The same command once more.
    expect(again).toBe(visible ? 'already-published' : 'published')
    expect({ digest, left }).toEqual({ digest: undisturbed.digest, left: [] })
  })
})

/** Codes of kind `again`: nothing that happened is for good. */
const AGAIN = ['target-connection-lost', 'target-unreachable', 'target-busy', 'target-standby', 'migration-interrupted']

test('the undisturbed migration publishes, and leaves nothing', () => {
  expect(undisturbed).toMatchObject({ first: 'published', again: 'already-published', left: [] })
})

afterAll(() => {
  if (!ALL) return
  const path = join(import.meta.dirname, '../../docs/failure-modes.md')
  const cell = (moment: Moment, fault: Fault) => {
    const outcome = outcomes.get(`${moment} ${fault}`)
    return outcome === undefined ? '**bad**' : `${outcome.first}, ${outcome.seconds} s`
  }
  const rows = (Object.keys(MOMENTS) as Moment[]).map(
    (moment) => `| ${[moment, ...FAULTS.map((fault) => cell(moment, fault))].join(' | ')} |`,
  )
  const table = [`| at | ${FAULTS.join(' | ')} |`, `|${' --- |'.repeat(FAULTS.length + 1)}`, ...rows].join('\n')
  const [before, , after] = readFileSync(path, 'utf8').split(/(?<=<!-- matrix -->\n)|(?=<!-- end of matrix -->)/)
  writeFileSync(path, `${before}\n${table}\n\n${after}`)
})
