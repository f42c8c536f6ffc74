/** Types of extensions that may be named without their schema; every other one of the target has it. */
const OF_EXTENSIONS = new Set([
  'citext',
  'hstore',
  'vector',
  'halfvec',
  'sparsevec',
  'geometry',
  'geography',
  'ltree',
  'cube',
])

/** A type of the target taken apart. */
export interface TargetTypeName {
  schema: string | null
  name: string
  /** With their parentheses; '' without any. */
  arguments: string
  isArray: boolean
}

const NAME = '(?:[A-Za-z_][\\w$]*|"[^"]+")'
const WRITTEN = new RegExp(`^(?:(${NAME})\\.)?(${NAME})(\\([\\w ,]+\\))?(\\[\\])?$`)

/**
 * Reads the name of an enum, a domain or an extension's type: `app.mood`, `"App"."Mood"[]`, `geometry(Point,4326)`. Whether the target
 * has it is seen when the plan is made. Null for what is no such name.
 */
export function parseTargetType(text: string): TargetTypeName | null {
  const match = WRITTEN.exec(text.trim())
  if (match === null) return null
  const [, schema, word, args = '', array] = match
  const name = unquoted(word!)
  if (schema === undefined && !OF_EXTENSIONS.has(name)) return null
  return { schema: schema === undefined ? null : unquoted(schema), name, arguments: args, isArray: array !== undefined }
}

/** As PostgreSQL reads it: without quotes letters become small (sql-syntax-lexical.html, 4.1.1). */
function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase()
}
