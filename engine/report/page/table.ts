import { html, type Insert, type Markup } from './markup.ts'

/** A column of a table: its title, which narrow pages show beside each cell, and what it shows of a row. */
export interface Column<Row> {
  title: string
  isNumber?: boolean
  /** Its cells are short: a narrow page puts neighbours on one line. */
  isShort?: boolean
  /** What a narrow page shows in place of the title. */
  narrow?: string
  cell: (row: Row) => Insert
}

/** Rows beyond which a table scrolls in a box of its own, so that the page stays one that can be looked over. */
const LONG = 30

/** A table that becomes a list of cards where the page is narrow; a long one can be filtered and scrolls, and is whole on paper. */
export function table<Row>(label: string, columns: Column<Row>[], rows: readonly Row[]): Markup {
  const isLong = rows.length > LONG
  const kind = ({ isNumber, isShort }: Column<Row>) => (isNumber ? 'number' : isShort ? 'text short' : 'text')
  const content = html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(
              (column) =>
                html`<td class="${kind(column)}" data-title="${column.narrow ?? column.title}">
                  ${column.cell(row)}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`
  // Where it is wider than the window it scrolls, which a keyboard has to reach as well.
  const box = html`<div class="${isLong ? 'wide long' : 'wide'}" tabindex="0" role="region" aria-label="${label}">
    ${content}
  </div>`
  if (!isLong) return box
  return html`<label class="filter" hidden>Show only <input type="search" placeholder="part of a name" /></label>
    ${box}`
}
