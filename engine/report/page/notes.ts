import { NOTE_CODES, type Note, type NoteCode } from '../../notes.ts'
import { ADVICE } from './advice.ts'
import { html, sqlLines, type Markup } from './markup.ts'

/** What was decided, weakened or left out, by kind; docs/notes.md says of each what to do. */
export function notes(all: Note[]): Markup {
  return html`<h2>Notes</h2>
    <p>What was decided, weakened or left out on the way; every row arrived all the same.</p>
    ${[...Map.groupBy(all, ({ code }) => code)].map(group)}`
}

function group([code, notes]: [NoteCode, Note[]]): Markup {
  return html`<details>
    <summary>${NOTE_CODES[code]} (<code>${code}</code>, ${notes.length})</summary>
    <p>
      <strong>What to do:</strong> ${ADVICE[code]} <small>More under <code>${code}</code> in docs/notes.md.</small>
    </p>
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
