import { counted, grouped } from '../../counted.ts'
import type { TableReport } from '../report.ts'
import { html, sqlLines, type Markup } from './markup.ts'
import { table, type Column } from './table.ts'

const COUNTS = [
  ['inserted', 'Inserted'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['skipped', 'Left out'],
  ['rejected', 'Rejected'],
  ['deleted', 'Deleted'],
] as const

/** What became of each table; of the counts those that say anything. */
export function tables(all: TableReport[]): Markup {
  const most = Math.max(1, ...all.map(({ rows }) => rows))
  const counts = COUNTS.filter(([count]) => all.some((one) => one[count] > 0))
  const columns: Column<TableReport>[] = [
    { title: 'Table', cell: ({ source, name }) => nameOf(source, name) },
    { title: 'What was done', cell: ({ action }) => (action === 'create' ? 'new' : action) },
    {
      title: 'Rows in the file',
      isNumber: true,
      cell: ({ rows }) =>
        html`${grouped(rows)}<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width="${((100 * rows) / most).toFixed(2)}" height="10" />
          </svg>`,
    },
    ...counts.map(([count, title]) => ({ title, isNumber: true, cell: (one: TableReport) => grouped(one[count]) })),
  ]
  return html`<h2>Tables</h2>
    ${table(counted(all.length, 'table'), columns, all)}`
}

/** What each table became: how each column was read and why, and the statements that made it. */
export function definitions(all: TableReport[]): Markup {
  const each = all.map(
    (one) =>
      html`<details>
        <summary>${nameOf(one.source, one.name)}, ${counted(one.columns.length, 'column')}</summary>
        ${table(`Columns of ${one.source}`, COLUMNS, one.columns)} ${one.statements.length > 0 ? statements(one) : null}
      </details>`,
  )
  return html`<h2>Columns, keys and indexes</h2>
    <p>How each column was read, and why; the statements that made each new table.</p>
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

const COLUMNS: Column<TableReport['columns'][number]>[] = [
  { title: 'Column', cell: ({ source, name }) => nameOf(source, name) },
  { title: 'Declared', cell: ({ declared }) => declared || '(nothing)' },
  { title: 'Type', cell: ({ type }) => html`<code>${type}</code>` },
  { title: 'Why', cell: ({ reason }) => reason },
]

function statements({ statements }: TableReport): Markup {
  return html`<pre>${sqlLines(statements.map((sql) => `${sql};`).join('\n'))}</pre>`
}

/** The name in the file, and that in PostgreSQL where it is another one. */
function nameOf(source: string, name: string): Markup {
  return source === name ? html`<code>${source}</code>` : html`<code>${source}</code> → <code>${name}</code>`
}
