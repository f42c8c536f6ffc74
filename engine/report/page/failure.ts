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
  const said = ` ${message} `
  return Object.entries(subject)
    .filter(([, name]) => !new RegExp(`[\\s("]${RegExp.escape(String(name))}[\\s.,;:)"]`).test(said))
    .map(([noun, name]) => html`<br />${noun} <code>${name}</code>`)
}
