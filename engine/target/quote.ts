/**
 * A name as PostgreSQL's quoted identifier, the one place where names become SQL (manual 4.1.1).
 * @throws RangeError for an empty name and for one with NUL, which no identifier can be.
 */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('A PostgreSQL name is never empty and holds no NUL')
  return `"${name.replaceAll('"', '""')}"`
}

/** A table, view, index or sequence by its schema's name and its own. */
export function qualifiedName(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Text of several lines between $litelift$ tags, or others where it has these (manual 4.1.2.4). */
export function dollarQuoted(text: string): string {
  if (text.includes('\0')) throw new RangeError('PostgreSQL text holds no NUL')
  let tag = '$litelift$'
  for (let round = 1; text.includes(tag.slice(0, -1)); round++) tag = `$litelift${round}$`
  return `${tag}${text}${tag}`
}

/**
 * Text as a string constant that reads the same whatever `standard_conforming_strings` says: plain quotes without a
 * backslash, an E'' constant with every backslash doubled otherwise (manual 4.1.2.2).
 * @throws RangeError for text with NUL, which PostgreSQL's text cannot hold.
 */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new RangeError('PostgreSQL text holds no NUL')
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
