import { counted, grouped } from '../../counted.ts'
import type { Reject } from '../../target/ledger/rejects.ts'
import type { RejectsReport } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

/** The rows that were refused: how many for which reason, and the first of them. */
export function rejects({ rows, byReason, first, file }: RejectsReport): Markup {
  return html`<h2>Rejects</h2>
    <p>
      ${counted(rows, 'row')} could not be carried
      over.${file === null ? null : html` All of them are listed in <code>${file}</code>.`}
    </p>
    ${table('Why, and how many', REASONS, byReason)}
    <details>
      <summary>The first ${counted(first.length, 'row')}</summary>
      ${table('The first rows that were refused', ROWS, first)}
    </details>`
}

const REASONS: Column<RejectsReport['byReason'][number]>[] = [
  { title: 'Table', cell: ({ table }) => html`<code>${table}</code>` },
  { title: 'Column', cell: ({ column }) => nameOf(column) },
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'Rows', isNumber: true, cell: ({ rows }) => grouped(rows) },
]

const ROWS: Column<Reject>[] = [
  { title: 'Table', cell: ({ table }) => html`<code>${table}</code>` },
  { title: 'Rowid', isNumber: true, cell: ({ rowid }) => rowid },
  { title: 'Column', cell: ({ column }) => nameOf(column) },
  { title: 'Value', cell: ({ value }) => (value === null ? null : html`<code>${value}</code>`) },
  { title: 'Reason', cell: ({ reason }) => reason },
]

function nameOf(column: string | null): Markup | null {
  return column === null ? null : html`<code>${column}</code>`
}
