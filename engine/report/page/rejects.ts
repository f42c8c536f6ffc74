import { counted, grouped } from '../../counted.ts'
import type { Reject } from '../../target/ledger/rejects.ts'
import type { RejectsReport, Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

/** The rows that were refused: how many for which reason, and the first of them. */
export function rejects({ rejects: { rows, byReason, first, file } }: Report): Markup | null {
  if (rows === 0) return null
  return html`<p>
      ${counted(rows, 'row')} could not be carried
      over.${file === null ? null : html` All of them are listed in <code>${file}</code>${isName(file) ? ' beside this page' : null}.`}
    </p>
    ${table('Why, and how many', REASONS, byReason)}
    <details>
      <summary>${first.length < rows ? `The first ${grouped(first.length)} of them` : 'Each of them'}</summary>
      ${table('Rows that were refused', ROWS, first)}
    </details>`
}

/** As besideItsList() leaves it. */
function isName(file: string): boolean {
  return !/[/\\]/.test(file)
}

const REASONS: Column<RejectsReport['byReason'][number]>[] = [
  { title: 'Table', cell: ({ table }) => html`<code>${table}</code>` },
  { title: 'Column', cell: ({ column }) => nameOf(column) },
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'Rows', isNumber: true, cell: ({ rows }) => grouped(rows) },
]

const ROWS: Column<Reject>[] = [
  { title: 'Table', cell: ({ table }) => html`<code>${table}</code>` },
  { title: 'Rowid', isShort: true, cell: ({ rowid }) => rowid },
  { title: 'Column', isShort: true, cell: ({ column }) => nameOf(column) },
  { title: 'Value', isShort: true, cell: ({ value }) => (value === null ? null : html`<code>${value}</code>`) },
  { title: 'Reason', cell: ({ reason }) => reason },
]

function nameOf(column: string | null): Markup | null {
  return column === null ? null : html`<code>${column}</code>`
}
