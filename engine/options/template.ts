import { LiteliftError } from '../errors.ts'
import { shown } from '../shown.ts'
import { option } from '../named.ts'

/** Text in which `{name}` stands for a value; braces of the text itself are written twice. */
export type Template = readonly (string | Placeholder)[]

export interface Placeholder {
  placeholder: string
}

/** What placeholders stand for, by name. */
export type Values = Readonly<Record<string, string>>

/** Placeholders with values of their own: what a source says of itself (source/file/source-object.ts). */
const BUILT_IN = /^(name|stem|lastModified|metadata\.[a-z0-9][a-z0-9._-]*)$/
const OWN = /^[A-Za-z][A-Za-z0-9_]*$/

export function isBuiltIn(name: string): boolean {
  return BUILT_IN.test(name)
}

/** The parts of a text, or what is wrong with it: words that follow its path. */
export function parseTemplate(text: string): Template | string {
  const parts: (string | Placeholder)[] = []
  const add = (characters: string) => {
    const last = parts.at(-1)
    if (typeof last === 'string') parts[parts.length - 1] = last + characters
    else parts.push(characters)
  }
  for (const [token] of text.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    const name = token.slice(1, -1)
    if (token === '{{' || token === '}}') add(token[0]!)
    else if (token === '{' || token === '}') return `has a ${token} alone; a brace of the text itself is written twice`
    else if (!token.startsWith('{')) add(token)
    else if (OWN.test(name) || isBuiltIn(name)) parts.push({ placeholder: name })
    else return `has no name of a placeholder in {${shown(name)}}`
  }
  return parts
}

/** Of a text that {@link parseTemplate} takes. */
export function templateOf(text: string): Template {
  const parsed = parseTemplate(text)
  if (typeof parsed === 'string') throw new TypeError(`A template ${parsed}`)
  return parsed
}

export function placeholdersOf(template: Template): string[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : part.placeholder))
}

/** The text as one that has no placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll(/[{}]/g, '$&$&')
}

/**
 * The text with the values in their places.
 * @param of what it is the value of, for messages: `schema`, `addColumns.device`
 * @throws LiteliftError `placeholder-missing`, `placeholder-refused`
 */
export function fillTemplate(template: Template, values: Values, of: string): string {
  return template.map((part) => (typeof part === 'string' ? part : valueOf(part, values, of))).join('')
}

function valueOf({ placeholder: name }: Placeholder, values: Values, of: string): string {
  const value = Object.hasOwn(values, name) ? values[name]! : null
  if (value === null) {
    throw new LiteliftError('placeholder-missing', {
      message: `${of} needs a value for {${name}}, and there is none.`,
      hint: name.startsWith('metadata.')
        ? `Upload the object with the metadata ${name.slice('metadata.'.length)}, or give a value for it: ${option('values')}.`
        : `Give it by ${option('values')}; on AWS the prefix of the route names it (docs/many-sources.md).`,
    })
  }
  const problem = problemOf(value)
  if (problem !== null) throw refusedValue(of, `the value of {${name}} ${problem}`)
  return value
}

/** What keeps a text from being a value, whatever it is for. */
function problemOf(value: string): string | null {
  if (value === '') return 'is empty'
  if (value === '.' || value === '..') return `is ${value}, which is no name`
  if (shown(value) !== value) return 'has characters that cannot be seen, such as controls'
  return null
}

/** The error of a value that cannot be what it is for. */
export function refusedValue(of: string, why: string, cause?: unknown): LiteliftError {
  return new LiteliftError('placeholder-refused', {
    message: `${of}: ${why}.`,
    hint: `Give it another value: upload the file under another key, or name it by ${option('values')} (docs/many-sources.md).`,
    cause,
  })
}
