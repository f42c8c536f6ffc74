import { counted, grouped } from '../counted.ts'
import type { Reject } from '../target/rejects.ts'
import { html, type Markup } from './markup.ts'
import type { RejectsReport } from './report.ts'

/** The rows that were refused: how many for which reason, and the first of them. */
export function rejects({ rows, byReason, first, file }: RejectsReport): Markup {
  return html`<h2>Rejects</h2>
    <p>
      ${counted(rows, 'row')} could not be carried
      over.${file === null ? null : html` All of them are listed in <code>${file}</code>.`}
    </p>
    <div class="wide">
      <table>
        <tr>
          <th>Table</th>
          <th>Column</th>
          <th>Reason</th>
          <th class="number">Rows</th>
        </tr>
        ${byReason.map(
          (one) =>
            html`<tr>
              <td><code>${one.table}</code></td>
              <td>${column(one)}</td>
              <td>${one.reason}</td>
              <td class="number">${grouped(one.rows)}</td>
            </tr>`,
        )}
      </table>
    </div>
    <details>
      <summary>The first ${counted(first.length, 'row')}</summary>
      <div class="wide">
        <table>
          <tr>
            <th>Table</th>
            <th class="number">Rowid</th>
            <th>Column</th>
            <th>Value</th>
            <th>Reason</th>
          </tr>
          ${first.map(line)}
        </table>
      </div>
    </details>`
}

function line(reject: Reject): Markup {
  return html`<tr>
    <td><code>${reject.table}</code></td>
    <td class="number">${reject.rowid}</td>
    <td>${column(reject)}</td>
    <td>${reject.value === null ? null : html`<code>${reject.value}</code>`}</td>
    <td>${reject.reason}</td>
  </tr>`
}

function column({ column }: { column: string | null }): Markup | null {
  return column === null ? null : html`<code>${column}</code>`
}
