import { counted, grouped } from '../counted.ts'
import type { ErrorReport } from '../errors.ts'
import { NOTE_CODES } from '../notes.ts'
import type { Note, NoteCode } from '../notes.ts'
import { headline } from './headline.ts'
import { html, sqlLines } from './markup.ts'
import { rejects } from './rejects-html.ts'
import type { Markup } from './markup.ts'
import { paceOf } from './report.ts'
import type { Report, TableReport } from './report.ts'
import { style } from './style.ts'

/**
 * The report as one HTML page without scripts, links or anything fetched; its policy forbids them too, so a name in a
 * dropped file that tries to be markup has nothing to gain. For a colleague who did not run the migration.
 */
export function renderReport(report: Report): string {
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
      <meta name="viewport" content="width=device-width" />
      <meta name="color-scheme" content="light dark" />
      <title>${headline(report)}</title>
      ${style}
      <main class="${report.outcome}">
        <h1>${headline(report)}</h1>
        ${report.error && failure(report.error)} ${facts(report)}
        ${report.rejects.rows > 0 ? rejects(report.rejects) : null}
        ${report.tables.length > 0 ? [tables(report.tables), types(report.tables)] : null}
        ${report.views.length > 0 ? views(report.views) : null}
        ${report.triggers.length > 0 ? triggers(report.triggers) : null}
        ${report.notes.length > 0 ? notes(report.notes) : null} ${phases(report)}
      </main>
    </html> `.text
}

function failure({ code, subject, message, hint }: ErrorReport): Markup {
  const where = Object.entries(subject).map(([noun, name]) => html`<br />${noun} <code>${name}</code>`)
  return html`<section class="error">
    <p>${message}${where}</p>
    <p><strong>What to do:</strong> ${hint}</p>
    <p>
      <small>Error code <code>${code}</code></small>
    </p>
  </section>`
}

function facts(report: Report): Markup {
  const { source, target, mode, constants, startedAt, seconds, id } = report
  const size = source.bytes === null ? '' : `, ${grouped(source.bytes)} bytes`
  const pace = paceOf(report)
  return html`<dl>
    <dt>From</dt>
    <dd><code>${source.uri}</code>${size}</dd>
    <dt>Version</dt>
    <dd><code>${source.version}</code></dd>
    <dt>To</dt>
    <dd>
      schema <code>${target.schema}</code> of database <code>${target.database}</code> on <code>${target.host}</code>
    </dd>
    ${constants.map(
      ({ name, value, isKey }) =>
        html`<dt>${name}</dt>
          <dd><code>${value}</code> in all rows${isKey ? ', part of every key' : ''}</dd>`,
    )}
    <dt>Mode</dt>
    <dd>${mode}</dd>
    <dt>Started</dt>
    <dd>${startedAt}, took ${seconds.toFixed(1)} s${pace === null ? '' : `, ${grouped(pace)} rows a second`}</dd>
    <dt>Migration</dt>
    <dd><code>${id}</code></dd>
  </dl>`
}

const COUNTS = [
  ['inserted', 'Inserted'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['skipped', 'Left out'],
  ['rejected', 'Rejected'],
  ['deleted', 'Deleted'],
] as const

function tables(tables: TableReport[]): Markup {
  const most = Math.max(1, ...tables.map((table) => table.rows))
  const row = ({ source, name, action, rows, ...counts }: TableReport): Markup =>
    html`<tr>
      <td><code>${source}</code></td>
      <td><code>${name}</code></td>
      <td>${action === 'create' ? 'new' : action}</td>
      <td class="number">${grouped(rows)}</td>
      ${COUNTS.map(([count]) => html`<td class="number">${grouped(counts[count])}</td>`)}
      <td>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect width="${((100 * rows) / most).toFixed(2)}" height="10" />
        </svg>
      </td>
    </tr>`
  return html`<h2>Tables</h2>
    <div class="wide">
      <table>
        <tr>
          <th>In the file</th>
          <th>In PostgreSQL</th>
          <th>What was done</th>
          <th class="number">Rows</th>
          ${COUNTS.map(([, title]) => html`<th class="number">${title}</th>`)}
          <th></th>
        </tr>
        ${tables.map(row)}
      </table>
    </div>`
}

function views(views: Report['views']): Markup {
  return html`<h2>Views</h2>
    <ul>
      ${views.map(({ name, action }) => html`<li><code>${name}</code>${action === 'replace' ? ', replaced' : null}</li>`)}
    </ul>`
}

function triggers(triggers: Report['triggers']): Markup {
  return html`<h2>Triggers</h2>
    <ul>
      ${triggers.map(({ name, table }) => html`<li><code>${name}</code> on <code>${table}</code></li>`)}
    </ul>`
}

function types(tables: TableReport[]): Markup {
  return html`<h2>Types</h2>
    <p>How each column was read, and why.</p>
    ${tables.map(
      (table) =>
        html`<details>
          <summary><code>${table.source}</code>, ${counted(table.columns.length, 'column')}</summary>
          <div class="wide">
            <table>
              <tr>
                <th>Column</th>
                <th>Declared</th>
                <th>In PostgreSQL</th>
                <th>Type</th>
                <th>Why</th>
              </tr>
              ${table.columns.map(
                ({ source, declared, name, type, reason }) =>
                  html`<tr>
                    <td><code>${source}</code></td>
                    <td>${declared}</td>
                    <td><code>${name}</code></td>
                    <td><code>${type}</code></td>
                    <td>${reason}</td>
                  </tr>`,
              )}
            </table>
          </div>
        </details>`,
    )}`
}

function notes(notes: Note[]): Markup {
  return html`<h2>Notes</h2>
    <p>What was decided, weakened or left out on the way.</p>
    ${[...Map.groupBy(notes, (note) => note.code)].map(group)}`
}

function group([code, notes]: [NoteCode, Note[]]): Markup {
  return html`<details>
    <summary>${NOTE_CODES[code]} (<code>${code}</code>, ${notes.length})</summary>
    <ul>
      ${notes.map(remark)}
    </ul>
  </details>`
}

function remark({ table, column, object, message, sql, stub }: Note): Markup {
  const where = [table, column, object].filter((name) => name !== undefined).join('.')
  return html`<li>
    ${where === '' ? null : html`<code>${where}</code>: `}${message}${[sql, stub].map((one) => (one === undefined ? null : html`<pre>${sqlLines(one)}</pre>`))}
  </li>`
}

function phases({ phases }: Report): Markup {
  return html`<details>
    <summary>Where the time went</summary>
    <table>
      ${phases.map(
        ({ phase, seconds }) =>
          html`<tr>
            <td>${phase}</td>
            <td class="number">${seconds.toFixed(2)} s</td>
          </tr>`,
      )}
    </table>
  </details>`
}
