import { quoteIdentifier } from '../../target/quote.ts'
import type { Converted } from './convert-staged.ts'

/** Relations that stand for the rows of both sides, and SQL that pairs them: aliases `t` of the existing table, `s` of the file. */
export interface Match {
  into: string
  from: string
  on: string
  /** Is NULL in a row of `t`, and of `s`, only where there is no such row. */
  there: string
}

/**
 * Rows are found by a key: the primary key, or else a unique one without NULLs. Where neither the file nor the target has any, a
 * row is found by all that the file has of it, and equal rows by their number.
 */
export function matchOf({ held: into, from, key, operators, compared }: Converted): Match {
  if (key.length > 0) {
    const on = sameKey({ key, operators }, 't', 's')
    return { into, from, on, there: quoteIdentifier(key[0]!) }
  }
  // The text of a row tells apart what its type does; json and xml have no equality of their own.
  const image = `ROW(${compared.map(quoteIdentifier).join(', ')})::text`
  const numbered = (table: string) =>
    `(SELECT *, tableoid AS "litelift table", ctid AS "litelift row", ${image} AS "litelift image",` +
    ` row_number() OVER (PARTITION BY ${image}) AS "litelift number" FROM ${table} r)`
  const on = ['image', 'number'].map((name) => `t."litelift ${name}" = s."litelift ${name}"`).join(' AND ')
  return { into: numbered(into), from: numbered(from), on, there: '"litelift number"' }
}

/** SQL: two rows have the same key. */
export function sameKey({ key, operators }: Pick<Converted, 'key' | 'operators'>, a: string, b: string): string {
  return key
    .map((name, at) => `${a}.${quoteIdentifier(name)} ${operators[at]} ${b}.${quoteIdentifier(name)}`)
    .join(' AND ')
}
