import { isBuiltIn, parseTemplate, placeholdersOf, type Template, templateOf } from '../../engine/options/template.ts'

/** A key that begins as a pattern says: what its placeholders stand for, and how many characters of the key the pattern covers. */
export interface Match {
  values: Record<string, string>
  length: number
  template: Template
}

/** What is wrong with a prefix, as words that follow its path; null where it is a pattern. */
export function problemOfPrefix(prefix: string): string | null {
  const template = parseTemplate(prefix)
  if (typeof template === 'string') return template
  const isEdge = (part: Template[number] | undefined, edge: (text: string) => boolean) =>
    part === undefined || (typeof part === 'string' && edge(part))
  const misplaced = template.find(
    (part, at) =>
      typeof part !== 'string' &&
      !(
        isEdge(template[at - 1], (text) => text.endsWith('/')) &&
        isEdge(template[at + 1], (text) => text.startsWith('/'))
      ),
  )
  if (typeof misplaced === 'object')
    return `has {${misplaced.placeholder}} beside other text; a placeholder is all that is between two /`
  const names = placeholdersOf(template)
  const builtIn = names.find(isBuiltIn)
  if (builtIn !== undefined)
    return `has {${builtIn}}, which stands for what the file says of itself; choose another name`
  const twice = names.find((name, at) => names.indexOf(name) < at)
  return twice === undefined ? null : `has {${twice}} twice`
}

/**
 * Reads a key along a pattern, in one pass: a placeholder takes the key up to the next / or its end, and nothing is tried twice.
 * @returns null where the key does not begin so
 */
export function matchPrefix(prefix: string, key: string): Match | null {
  const template = templateOf(prefix)
  const values: Record<string, string> = {}
  let length = 0
  for (const part of template) {
    if (typeof part === 'string') {
      if (!key.startsWith(part, length)) return null
      length += part.length
      continue
    }
    const slash = key.indexOf('/', length)
    const end = slash < 0 ? key.length : slash
    values[part.placeholder] = key.slice(length, end)
    length = end
  }
  return { values, length, template }
}

/** The order of matches of one key, the one that rules first: what covers more of it, then what says more of it at the first difference. */
export function byPrecedence(one: Match, other: Match): number {
  if (one.length !== other.length) return other.length - one.length
  return comparable(one) < comparable(other) ? -1 : 1
}

/** Letters that compare as two patterns of one key do which cover as much: text before placeholders, from the left. */
function comparable({ template, values }: Match): string {
  return template
    .map((part) =>
      typeof part === 'string' ? 'a'.repeat(part.length) : 'b'.repeat(1 + values[part.placeholder]!.length),
    )
    .join('')
}

/** The pattern with its placeholders' names left out: two prefixes that are alike take the same keys. */
export function shapeOf(prefix: string): string {
  return JSON.stringify(templateOf(prefix).map((part) => (typeof part === 'string' ? part : null)))
}

/** The text of a prefix before its first placeholder, which is all that S3 can be told. */
export function literalStart(prefix: string): string {
  const template = parseTemplate(prefix)
  // Refused where the routes are looked at (routes.ts).
  if (typeof template === 'string') return prefix
  const [first = ''] = template
  return typeof first === 'string' ? first : ''
}
