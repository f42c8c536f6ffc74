import { counted, grouped } from '../../counted.ts'
import type { Note, NoteCode } from '../../notes.ts'
import type { Report, TableReport } from '../report.ts'
import { codeLines, html, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'
import { wordsOf } from './words.ts'

const COUNTS = [
  ['inserted', 'Inserted'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['skipped', 'Left out'],
  ['rejected', 'Rejected'],
  ['deleted', 'Deleted'],
] as const

/** What became of each table; of the counts those that say anything. */
export function tables(report: Report): Markup | null {
  const { tables: all } = report
  if (all.length === 0) return null
  const most = Math.max(1, ...all.map(({ rows }) => rows))
  const counts = COUNTS.filter(([count]) => all.some((one) => one[count] > 0))
  const columns: Column<TableReport>[] = [
    { title: 'Table', cell: ({ source, name }) => nameOf(source, name) },
    { title: wordsOf(report).done, cell: ({ action }) => (action === 'create' ? 'new' : action) },
    {
      title: 'Rows in the file',
      isNumber: true,
      cell: ({ rows }) => html`${grouped(rows)}${shareOf(rows / most)}`,
    },
    ...counts.map(([count, title]) => ({ title, isNumber: true, cell: (one: TableReport) => grouped(one[count]) })),
  ]
  return table(counted(all.length, 'table'), columns, all)
}

/** A bar that ends below the last digit, as the numbers do. */
function shareOf(part: number): Markup {
  const width = 100 * part
  return html`<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect x="${(100 - width).toFixed(2)}" width="${width.toFixed(2)}" height="10" />
  </svg>`
}

/** What each table became: how each column was read and why, and the statements that made it. */
export function definitions(report: Report): Markup | null {
  const { tables: all, notes } = report
  if (all.length === 0) return null
  const each = all.map((one) => definition(one, changedColumns(one, notes)))
  return html`<p>How each column was read, and why; ${wordsOf(report).statements}.</p>
    ${
      all.length > FEW
        ? html`<details>
            <summary>All ${grouped(all.length)} tables</summary>
            ${each}
          </details>`
        : each
    }`
}

/** Tables of which each is a line of its own. */
const FEW = 20

function definition({ source, name, columns, statements }: TableReport, changed: ReadonlySet<string>): Markup {
  return html`<details>
    <summary>
      ${nameOf(source, name)},
      ${counted(columns.length, 'column')}${changed.size > 0 ? `, ${grouped(changed.size)} of another type than declared` : null}
    </summary>
    ${table(
      `Columns of ${source}`,
      COLUMNS,
      columns.map((column) => ({ ...column, isChanged: changed.has(column.source) })),
    )}
    ${statements.length > 0 ? html`<pre>${codeLines(statements.map((sql) => `${sql};`).join('\n'))}</pre>` : null}
  </details>`
}

const COLUMNS: Column<TableReport['columns'][number] & { isChanged: boolean }>[] = [
  { title: 'Column', cell: ({ source, name }) => nameOf(source, name) },
  { title: 'Declared', isShort: true, cell: ({ declared }) => declared || '(nothing)' },
  {
    title: 'Type',
    narrow: '→',
    isShort: true,
    cell: ({ type, isChanged }) =>
      html`<code>${type}</code>${isChanged ? html` <strong class="changed">other than declared</strong>` : null}`,
  },
  { title: 'Why', cell: ({ reason }) => reason },
]

/** Notes that say that a column's type is not the one that the file declares. */
const OTHER_TYPE: readonly NoteCode[] = ['type-widened', 'type-mixed-classes', 'type-form-unmet', 'type-unified']

/** Columns of the table, by their names in the file, whose type is another one than they declare. */
function changedColumns({ source, columns }: TableReport, notes: readonly Note[]): ReadonlySet<string> {
  const noted = notes.filter(({ code, table }) => table === source && OTHER_TYPE.includes(code))
  const named = new Set(noted.map(({ column }) => column))
  return new Set(columns.filter((one) => one.declared !== '' && named.has(one.source)).map((one) => one.source))
}

/** The name in the file, and that in PostgreSQL where it is another one. */
function nameOf(source: string, name: string): Markup {
  return source === name ? html`<code>${source}</code>` : html`<code>${source}</code> → <code>${name}</code>`
}
