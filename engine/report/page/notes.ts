import { NOTE_CODES, type Note, type NoteCode } from '../../notes.ts'
import type { Report } from '../report.ts'
import { adviceOn } from './advice.ts'
import { codeLines, html, prose, type Markup } from './markup.ts'
import { wordsOf } from './words.ts'

/** What was decided, weakened or left out, by kind; docs/notes.md says of each what to do. */
export function notes(report: Report): Markup | null {
  if (report.notes.length === 0) return null
  return html`<p>${wordsOf(report).notes}</p>
    ${[...Map.groupBy(report.notes, ({ code }) => code)].map(([code, ofKind]) => group(code, ofKind, report))}`
}

function group(code: NoteCode, notes: Note[], report: Report): Markup {
  return html`<details>
    <summary>${NOTE_CODES[code]} (<code class="term">${code}</code>, ${notes.length})</summary>
    <p>
      <strong>What to do:</strong> ${prose(adviceOn(code, notes, report))}
      <small>More under <code class="term">${code}</code> in docs/notes.md.</small>
    </p>
    <ul>
      ${notes.map(remark)}
    </ul>
  </details>`
}

function remark({ table, column, object, message, sql, stub }: Note): Markup {
  const where = [table, column, object].filter((name) => name !== undefined).join('.')
  return html`<li>
    ${where === '' ? null : html`<code>${where}</code>: `}${prose(message)}${[sql, stub].map((one) => (one === undefined ? null : html`<pre>${codeLines(one)}</pre>`))}
  </li>`
}
