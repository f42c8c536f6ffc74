import { hasGone, headline } from '../headline.ts'
import type { Report } from '../report.ts'
import { failure } from './failure.ts'
import { facts } from './facts.ts'
import { PAGE_SCRIPT, PAGE_SCRIPT_SOURCE } from './script.ts'
import { html, script, type Markup } from './markup.ts'
import { next } from './next.ts'
import { notes } from './notes.ts'
import { objects } from './objects.ts'
import { rejects } from './rejects.ts'
import { style } from './style.ts'
import { definitions, tables } from './tables.ts'
import { timeline } from './timeline.ts'

/**
 * The report as one HTML page without links to elsewhere or anything fetched, whose one script filters long tables and unfolds; its policy forbids
 * every other, so a name in a dropped file that tries to be markup has nothing to gain. For a colleague who did not run the migration.
 */
export function renderReport(report: Report): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${PAGE_SCRIPT_SOURCE}`
  const sections = SECTIONS.map(([id, title, of]) => ({ id, title, content: of(report) })).filter(hasContent)
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
        <main class="${toneOf(report)}">
          <h1>${headline(report)}</h1>
          ${failure(report)} ${facts(report)} ${next(report)} ${contents(sections)}
          ${sections.map(
            ({ id, title, content }) =>
              html`<section>
                <h2 id="${id}">${title}</h2>
                ${content}
              </section>`,
          )}
        </main>
        <footer>${madeBy(report)}</footer>
        ${script(PAGE_SCRIPT)}
      </body>
    </html> `.text
}

interface Section {
  id: string
  title: string
  content: Markup
}

/** Each with the id that other places of the page lead to, and null where there is nothing to say. */
const SECTIONS: [id: string, title: string, of: (report: Report) => Markup | null][] = [
  ['rejects', 'Rejects', rejects],
  ['tables', 'Tables', tables],
  ['definitions', 'Columns, keys and indexes', definitions],
  ['views', 'Views', ({ views }) => objects(views)],
  ['triggers', 'Triggers', ({ triggers }) => objects(triggers)],
  ['notes', 'Notes', notes],
  ['time', 'Where the time went', timeline],
]

function hasContent(section: { id: string; title: string; content: Markup | null }): section is Section {
  return section.content !== null
}

/** Green, amber where rows were left out, or red. */
function toneOf({ outcome, rejects, notes }: Report): 'good' | 'partly' | 'bad' {
  if (outcome === 'failed' || outcome === 'failed-retryable') return 'bad'
  return rejects.rows > 0 || hasGone(notes) ? 'partly' : 'good'
}

function contents(sections: Section[]): Markup | null {
  if (sections.length < 2) return null
  return html`<nav aria-label="Contents">
    ${sections.map(({ id, title }) => html`<a href="#${id}">${title}</a> `)}
    <button type="button" class="unfold" hidden>Unfold all</button>
  </nav>`
}

function madeBy({ versions: { litelift, sqlite, postgres } }: Report): string {
  return [
    litelift === null ? 'litelift' : `litelift ${litelift}`,
    ...(sqlite === null ? [] : [`SQLite ${sqlite}`]),
    ...(postgres === null ? [] : [`PostgreSQL ${postgres}`]),
    'docs/report.md says what each part means',
  ].join(' · ')
}
