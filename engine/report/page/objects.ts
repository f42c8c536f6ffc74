import type { Report } from '../report.ts'
import { codeLines, html, type Markup } from './markup.ts'

type Made = Report['views'][number] | Report['triggers'][number]

/** Views or triggers that were carried over, each with the statements that made it. */
export function objects(all: Made[]): Markup | null {
  if (all.length === 0) return null
  return html`${all.map((one) =>
    // A report of an earlier version has no statements.
    one.statements.length === 0
      ? html`<p>${titleOf(one)}</p>`
      : html`<details>
          <summary>${titleOf(one)}</summary>
          <pre>${codeLines(one.statements.map((sql) => `${sql};`).join('\n'))}</pre>
        </details>`,
  )}`
}

function titleOf(one: Made): Markup {
  if ('table' in one) return html`<code>${one.name}</code> on <code>${one.table}</code>`
  return html`<code>${one.name}</code>${one.action === 'replace' ? ', replaced' : null}`
}
