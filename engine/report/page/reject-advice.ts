import type { RejectsReport } from '../report.ts'

type Refused = RejectsReport['byReason'][number]

/** What refuses rows, told by what the server said, and what brings those in. */
const KINDS: [is: (refused: Refused) => boolean, advice: string][] = [
  [
    ({ sqlstate }) => sqlstate === '23503',
    'mend the references in the file or bring in the rows that they name, or choose another `--on-orphan` (`onOrphan`): `null` takes the references away, `keep` leaves them',
  ],
  [
    ({ sqlstate }) => sqlstate === null,
    'mend the values in the file, or let another cast say how they are to be read (docs/types.md)',
  ],
  [() => true, 'mend in the file what the existing table refuses, or change its rule'],
]

/** How the rows that were refused come in, by why they were; begins after a colon. */
export function adviceOnRejects(byReason: readonly Refused[]): string {
  const kinds = new Set(byReason.map((refused) => KINDS.find(([is]) => is(refused))!))
  const advice = KINDS.filter((kind) => kinds.has(kind)).map(([, words]) => words)
  return `${[...advice, 'then migrate the mended file, or this one with `--again`'].join('; ')}. docs/rejects.md has the steps under “Bringing them in afterwards”.`
}
