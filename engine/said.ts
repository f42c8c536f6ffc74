import { LiteliftError } from './errors.ts'

/** Characters of what another program says: no message of PostgreSQL's own with two names of 63 bytes in it is longer. */
const LONGEST = 250
/** Characters of a value in quotation marks within that; as many as a reject shows (stage/shown-value.ts). */
const VALUE = 80

/**
 * What a server says, as reports, events and logs may hold it: a trigger of the target may raise whole values of the file, and a type's input repeats
 * what it refuses, up to a gigabyte of it.
 */
export function said(text: string): string {
  return cut(
    text.replaceAll(/"([^"]+)"/g, (_, quoted: string) => `"${cut(quoted, VALUE)}"`),
    LONGEST,
  )
}

/**
 * What was thrown, with its causes, as logs and `--debug` may hold it: a message of others as {@link said}, and of a server's error neither
 * its detail, where whole keys and rows are, nor a query that a function ran.
 */
export function loggable(thrown: unknown): unknown {
  if (typeof thrown === 'string') return said(thrown)
  if (!(thrown instanceof Error)) return thrown
  const { name, message, stack, cause, ...fields } = thrown
  const short = thrown instanceof LiteliftError ? message : said(message)
  const copy = new Error(short, cause === undefined ? {} : { cause: loggable(cause) })
  hide(copy, { name, stack: stack?.replace(message, () => short) })
  if (thrown instanceof AggregateError) hide(copy, { errors: thrown.errors.map(loggable) })
  return Object.assign(copy, 'severity' in fields ? ofServer(fields) : fields)
}

function ofServer(fields: object): object {
  const kept = Object.entries(fields).filter(([name]) => !['detail', 'hint', 'internalQuery'].includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [name, typeof value === 'string' ? said(value) : (value as unknown)]),
  )
}

/** As an Error's own fields are, so that whoever prints it does not list them beside it. */
function hide(error: Error, fields: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields))
    Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false })
}

/** Between characters: half of one could not be stored. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`
}
