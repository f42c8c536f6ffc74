import type { Expr } from 'sqlite3-parser'
import { asciiLower } from './name.ts'
import type { Column } from './schema.ts'

/**
 * The functions that a file's own expressions may call (lang_corefunc.html, lang_datefunc.html, lang_mathfunc.html, json1.html): they make
 * nothing of nothing, as zeroblob() does, reach out of the row, or lead into an extension.
 */
const ALLOWED = new Set(
  `abs char coalesce concat concat_ws format glob hex if ifnull iif instr length like likelihood likely lower ltrim max min nullif octet_length
  printf quote replace round rtrim sign soundex substr substring trim typeof unhex unicode unlikely upper
  date time datetime julianday unixepoch strftime timediff
  acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians sin sinh sqrt tan
  tanh trunc
  json json_array json_array_length json_error_position json_extract json_insert json_object json_patch json_pretty json_quote json_remove
  json_replace json_set json_type json_valid jsonb jsonb_array jsonb_extract jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace
  jsonb_set`.split(/\s+/),
)

/** Virtual columns that call another function, or read a column that does, with the reason. */
export function forbiddenColumns(columns: readonly Column[]): Map<string, string> {
  const virtual = columns.filter(({ generated }) => generated?.kind === 'virtual')
  const found = new Map<string, string>()
  const names = new Map(virtual.map(({ name, generated }) => [name, namesIn(generated!.expr)]))
  for (const [name, { functions }] of names) {
    const other = functions.find((one) => !ALLOWED.has(asciiLower(one)))
    if (other !== undefined) found.set(name, `${other}() is no function that a file may call`)
  }
  // What is computed of such a column computes that one first.
  for (let before = -1; before < found.size;) {
    before = found.size
    const forbidden = new Set([...found.keys()].map(asciiLower))
    for (const [name, { ids }] of names) {
      const of = found.has(name) ? undefined : ids.find((id) => forbidden.has(asciiLower(id)))
      if (of !== undefined) found.set(name, `it reads the column ${of}, which is left out`)
    }
  }
  return found
}

/** The names of functions and columns in an expression. Without recursion, because SQLite lets an expression be 1,000 levels deep. */
function namesIn(expr: Expr | null): { functions: string[]; ids: string[] } {
  const found = { functions: [] as string[], ids: [] as string[] }
  const open: unknown[] = [expr]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    if ('type' in node) {
      const { type, name } = node as { type: string; name?: unknown }
      const text = typeof name === 'string' ? name : ((name as { name?: string } | undefined)?.name ?? '')
      if (type.startsWith('FunctionCall')) found.functions.push(text)
      else if (typeof name === 'string') found.ids.push(text)
    }
    open.push(...Object.values(node))
  }
  return found
}
