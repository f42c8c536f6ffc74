import { counted, grouped } from '../../counted.ts'
import type { ErrorReport } from '../../errors.ts'
import { headline } from '../headline.ts'
import { paceOf, type Report } from '../report.ts'
import { FILTER, FILTER_SOURCE } from './filter.ts'
import { html, script, type Markup } from './markup.ts'
import { notes } from './notes.ts'
import { rejects } from './rejects.ts'
import { style } from './style.ts'
import { definitions, tables } from './tables.ts'
import { timeline } from './timeline.ts'

/**
 * The report as one HTML page without links or anything fetched, whose one script filters long tables; its policy forbids every other, so a name in a
 * dropped file that tries to be markup has nothing to gain. For a colleague who did not run the migration.
 */
export function renderReport(report: Report): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${FILTER_SOURCE}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${headline(report)}</title>
        ${style}
      </head>
      <body>
        <main class="${report.outcome}">
          <h1>${headline(report)}</h1>
          ${report.error && failure(report.error, report.outcome)} ${facts(report)} ${next(report)}
          ${report.rejects.rows > 0 ? rejects(report.rejects) : null}
          ${report.tables.length > 0 ? [tables(report.tables), definitions(report.tables)] : null}
          ${report.views.length > 0 ? views(report.views) : null}
          ${report.triggers.length > 0 ? triggers(report.triggers) : null}
          ${report.notes.length > 0 ? notes(report.notes) : null} ${timeline(report)}
        </main>
        ${script(FILTER)}
      </body>
    </html> `.text
}

function failure({ code, subject, message, hint }: ErrorReport, outcome: Report['outcome']): Markup {
  const where = Object.entries(subject).map(([noun, name]) => html`<br />${noun} <code>${name}</code>`)
  return html`<section class="error">
    <p>${message}${where}</p>
    <p><strong>What to do:</strong> ${hint}</p>
    ${
      outcome === 'failed-retryable'
        ? html`<p>The same again goes on from what is done; on AWS it comes again by itself.</p>`
        : null
    }
    <p>
      <small>Error code <code>${code}</code>, in docs/errors.md</small>
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

/** What is left to do of a migration that did not fail. */
function next({ error, rejects, notes }: Report): Markup | null {
  if (error !== null || (rejects.rows === 0 && notes.length === 0)) return null
  return html`<ul class="next">
    ${
      rejects.rows > 0
        ? html`<li>
            ${counted(rejects.rows, 'row')} could not be carried over: mend them in the file, or say how they are to be
            read.
          </li>`
        : null
    }
    ${notes.length > 0 ? html`<li>${counted(notes.length, 'note')} below tell what is other than in the file.</li>` : null}
  </ul>`
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
