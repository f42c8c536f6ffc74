import { linesOf, shown } from '../../shown.ts'

/** HTML that may be inserted as it is. Only {@link html} makes it, so whatever came from a file went through escaping. */
class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type { Markup }
/** What may be inserted. */
export type Insert = string | number | Markup | null | readonly Insert[]

/** Template tag: literal parts are HTML; inserted strings are escaped, Markup and lists of it are not, null is nothing. */
export function html(literals: TemplateStringsArray, ...inserts: Insert[]): Markup {
  return new Markup(literals.reduce((text, literal, index) => text + rendered(inserts[index - 1]!) + literal))
}

/** A script of ours: its text is not escaped, since the page's policy knows it by its digest. */
export function script(text: string): Markup {
  return new Markup(`<script>${text}</script>`)
}

/** SQL or JSON, for a pre: each line an element, so that one that does not fit goes on further in. */
export function codeLines(text: string): Markup {
  return new Markup(
    linesOf(text)
      .map((line) => `<span>${escaped(line)}\n</span>`)
      .join(''),
  )
}

/** Characters that stay on one line. */
const SHORT = 24

/** A sentence of ours, in which what is typed stands between backticks; those within a name that it repeats are the name's. */
export function prose(sentence: string): Markup {
  return new Markup(
    escaped(sentence).replaceAll(
      /(?<=^|[\s(])`([^`]+)`(?=$|[\s.,;:)])/g,
      (_, typed: string) => `<code${typed.length <= SHORT ? ' class="term"' : ''}>${typed}</code>`,
    ),
  )
}

function rendered(insert: Insert): string {
  if (insert === null) return ''
  if (insert instanceof Markup) return insert.text
  if (typeof insert === 'object') return insert.map(rendered).join('')
  return escaped(String(insert))
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes for element content and for quoted attributes alike. */
function escaped(text: string): string {
  return shown(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}
