import { counted, grouped } from '../../counted.ts'
import { moment } from '../moment.ts'
import { paceOf, type Report } from '../report.ts'
import { codeLines, html, type Markup } from './markup.ts'

/** What was migrated to where, how, when, and how it was compared. */
export function facts(report: Report): Markup {
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
      schema <code>${target.schema}</code> of database <code>${target.database}</code> on
      <code>${serverOf(target)}</code>
    </dd>
    ${constants.map(
      ({ name, value, isKey }) =>
        html`<dt>${name}</dt>
          <dd><code>${value}</code> in all rows${isKey ? ', part of every key' : ''}</dd>`,
    )}
    <dt>Mode</dt>
    <dd>${mode}</dd>
    ${options(report)} ${compared(report)}
    <dt>Started</dt>
    <dd>${startedAt}, took ${seconds.toFixed(1)} s${pace === null ? '' : `, ${grouped(pace)} rows a second`}</dd>
    ${publishedBefore(report)}
    <dt>Migration</dt>
    <dd><code>${id}</code></dd>
  </dl>`
}

function serverOf({ host, port }: Report['target']): string {
  if (port === null) return host
  return host.includes(':') && !host.startsWith('/') ? `[${host}]:${port}` : `${host}:${port}`
}

/** A report of a version that did not keep them has no word on them. */
function options({ options, versions }: Report): Markup | null {
  if (versions.litelift === null) return null
  const names = Object.keys(options)
  if (names.length === 0)
    return html`<dt>Options</dt>
      <dd>all as they are by default</dd>`
  return html`<dt>Options</dt>
    <dd>
      <details>
        <summary>
          ${names.map((name, at) => html`${at > 0 ? ', ' : null}<code class="term">${name}</code>`)}, the others as they
          are by default
        </summary>
        <pre>${codeLines(JSON.stringify(options, null, 2))}</pre>
      </details>
    </dd>`
}

/** The numbers of a run that found its work done are those of an earlier one. */
function publishedBefore({ outcome, publishedAt }: Report): Markup | null {
  if (outcome !== 'already-published' || publishedAt === null) return null
  return html`<dt>Published</dt>
    <dd>${moment(publishedAt)}; the numbers are those of then</dd>`
}

function compared({ verified, rejects }: Report): Markup | null {
  if (verified === null) return null
  const but = rejects.rows === 0 ? '' : `, except those of the ${counted(rejects.rows, 'reject')}`
  const said =
    verified === 'full'
      ? `every value with the file before it was published${but}`
      : 'the number of rows of each table, and no values (verify is counts)'
  return html`<dt>Compared</dt>
    <dd>${said}</dd>`
}
