import type { ErrorReport } from '../../errors.ts'
import type { Report } from '../report.ts'
import { html, prose, type Markup } from './markup.ts'

/** Why a migration failed, and what to do. */
export function failure({ error, outcome }: Report): Markup | null {
  if (error === null) return null
  const { code, message, hint } = error
  return html`<section class="error">
    <p>${prose(message)}${whereOf(error)}</p>
    <p><strong>What to do:</strong> ${prose(hint)}</p>
    ${
      outcome === 'failed-retryable'
        ? html`<p>The same again goes on from what is done; on AWS it comes again by itself.</p>`
        : null
    }
    <p>
      <small>Error code <code class="term">${code}</code>, in docs/errors.md</small>
    </p>
  </section>`
}

/** Where it was, as far as the message does not say. */
function whereOf({ subject, message }: ErrorReport): Markup[] {
  return Object.entries(subject)
    .filter(([, name]) => !says(message, String(name)))
    .map(([noun, name]) => html`<br />${noun} <code>${name}</code>`)
}

/** Whether a name stands in a text by itself. Node 22 has no RegExp.escape. */
function says(text: string, name: string): boolean {
  const said = ` ${text} `
  for (let at = said.indexOf(name, 1); at > 0; at = said.indexOf(name, at + 1))
    if (/[\s("]/.test(said[at - 1]!) && /[\s.,;:)"]/.test(said[at + name.length] ?? ' ')) return true
  return false
}
