import { counted, grouped } from '../../engine/counted.ts'
import type { Note, NoteCode } from '../../engine/notes.ts'
import type { Comparison } from '../../engine/verify/compare.ts'
import { describeDifference, isEqual } from '../../engine/verify/differs.ts'
import { prose, type Line } from '../terminal/line.ts'
import { columns, TERMINAL } from './columns.ts'

/** What `verify` found: a line a table, then the first differences of each. */
export function comparisonText(comparisons: Comparison[], notes: readonly Note[] = []): Line[] {
  const different = comparisons.filter((comparison) => !isEqual(comparison))
  const rows = comparisons.map((comparison) => [
    comparison.target.endsWith(`.${comparison.table}`)
      ? comparison.table
      : `${comparison.table} → ${comparison.target}`,
    isEqual(comparison) ? 'equal' : 'different',
    grouped(comparison.rows.file),
    grouped(comparison.rows.target),
  ])
  return [
    different.length === 0
      ? prose(`Equal: ${counted(comparisons.length, 'table')}, every value${changed(notes)}`, ['bold', 'green'])
      : prose(`Different: ${grouped(different.length)} of ${counted(comparisons.length, 'table')}`, ['bold', 'red']),
    '',
    ...columns([['table', '', 'rows in file', 'rows in target'], ...rows], [2, 3], TERMINAL),
    ...different.flatMap(differencesText),
  ]
}

/** What came otherwise than the file has it, because the options say so. */
const CHANGES: NoteCode[] = ['values-rounded', 'empty-as-null', 'invalid-text-changed']

function changed(notes: readonly Note[]): string {
  const columns = notes.filter(({ code }) => CHANGES.includes(code)).length
  return columns === 0 ? '' : `, of ${counted(columns, 'column')} as the options changed it`
}

function differencesText({ table, onlyIn, exact, absent, differences }: Comparison): string[] {
  const least = exact ? '' : 'at least '
  return [
    '',
    `${table}: ${least}${counted(onlyIn.file, 'row')} only in the file, ${least}${grouped(onlyIn.target)} only in the target`,
    ...absent.map((name) => `  the target lacks ${name}`),
    ...differences.map((difference) => `  ${describeDifference(difference)}`),
  ]
}
