import { type Section, tableOf } from './section.ts'

const MET = new Map([
  [true, 'yes'],
  [false, '**no**'],
  [null, 'not measured'],
])

/** The page of one run: the machine, the table of targets, and every part in its order. */
export function renderResults(machine: string, sections: Section[], minutes: number): string {
  const targets = sections.flatMap(({ targets }) => targets)
  return [
    '# Results',
    `Written by \`npm run bench\`, all in one run of ${minutes.toFixed(1)} minutes. [docs/benchmarks.md](../docs/benchmarks.md) says how to read and repeat it.`,
    machine,
    '## Targets',
    tableOf(
      ['what', 'target', 'measured', 'met'],
      targets.map(({ what, target, measured, met }) => [what, target, measured, MET.get(met)!]),
    ),
    ...sections.flatMap(({ title, body }) => [`## ${title}`, body]),
  ]
    .join('\n\n')
    .concat('\n')
}
