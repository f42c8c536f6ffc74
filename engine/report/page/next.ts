import { counted } from '../../counted.ts'
import type { Report } from '../report.ts'
import { html, prose, type Markup } from './markup.ts'
import { adviceOnRejects } from './reject-advice.ts'

/** What is left to do of a migration that did not fail. */
export function next({ error, rejects, notes }: Report): Markup | null {
  if (error !== null || (rejects.rows === 0 && notes.length === 0)) return null
  const kinds = new Set(notes.map(({ code }) => code)).size
  const of = kinds > 1 && kinds < notes.length ? ` of ${kinds} kinds` : ''
  return html`<ul class="next">
    ${
      rejects.rows > 0
        ? html`<li>
            <a href="#rejects">${counted(rejects.rows, 'row')} could not be carried over</a>:
            ${prose(adviceOnRejects(rejects.byReason))}
          </li>`
        : null
    }
    ${
      notes.length > 0
        ? html`<li>
            <a href="#notes">${counted(notes.length, 'note')}${of}</a> ${notes.length === 1 ? 'tells' : 'tell'} what is
            other than in the file.
          </li>`
        : null
    }
  </ul>`
}
