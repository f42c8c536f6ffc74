import type { ServerError } from '../target/server-error.ts'

/** E'…', '…', $tag$…$tag$, and what only looks like the beginning of one: "…" and comments (sql-syntax-lexical.html). */
const TOKENS =
  /\b[eE]'(?:[^'\\]|\\[^]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|\$(\w*)\$[^]*?(?:\$\1\$|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[^]*?(?:\*\/|$)/g

/** The user's own SQL as it may be shown: its literals may hold passwords (`ALTER ROLE … PASSWORD '…'`), and so may comments. */
export function withoutLiterals(sql: string): string {
  return sql.replace(TOKENS, (token) => (token.startsWith('"') ? token : isComment(token) ? '' : "'…'"))
}

function isComment(token: string): boolean {
  return token.startsWith('--') || token.startsWith('/*')
}

/**
 * What the server says of a statement, without what it repeats of the statement's literals. A syntax error repeats any word, a
 * password without its quotes too: there the place says enough.
 */
export function withoutSecrets(said: string, sql: string, { code }: Pick<ServerError, 'code'>): string {
  const literals = [...literalsOf(sql)].filter((content) => content !== '')
  const isSecret = (quoted: string) => code === SYNTAX_ERROR || literals.some((literal) => literal.includes(quoted))
  return literals
    .filter((literal) => literal.length > 2)
    .reduce((text, literal) => text.replaceAll(literal, '…'), said)
    .replaceAll(/"([^"]+)"/g, (all, quoted: string) => (isSecret(quoted) ? '"…"' : all))
}

/** What the literals hold, as it is written and as it is meant; that of a DO or a function has literals of its own. */
function* literalsOf(sql: string): Generator<string, void, undefined> {
  for (const [token] of sql.matchAll(TOKENS)) {
    if (token.startsWith('"') || isComment(token)) continue
    const written = token.replace(/^[eE]?'|'$|^\$\w*\$|\$\w*\$$/g, '')
    yield written
    yield written.replaceAll("''", "'").replaceAll(/\\([^])/g, '$1')
    yield* literalsOf(written)
  }
}

const SYNTAX_ERROR = '42601'
