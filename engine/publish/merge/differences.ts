import type pg from 'pg'
import { query } from '../../target/query.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import type { Converted } from './convert-staged.ts'
import { matchOf } from './match.ts'

/** Rows by their key: in the file only, in the existing table only, in both with other values. */
export interface Differences {
  missing: number
  more: number
  different: number
}

export async function countDifferences(client: pg.ClientBase, converted: Converted): Promise<Differences> {
  const { source } = converted.table
  const { into, from, on, there } = matchOf(converted)
  const both = `t.${there} IS NOT NULL AND s.${there} IS NOT NULL`
  const [row] = await query<Differences>(
    client,
    `SELECT (count(*) FILTER (WHERE t.${there} IS NULL))::float8 AS missing,
            (count(*) FILTER (WHERE s.${there} IS NULL))::float8 AS more,
            (count(*) FILTER (WHERE ${both} AND ${differOf(converted)}))::float8 AS different
       FROM ${from} s FULL JOIN ${into} t ON ${on}`,
    [],
    { doing: `Comparing ${source} with the existing table`, subject: { table: source } },
  )
  return row!
}

/** SQL: a relation of the rows that modes upsert and mirror insert or update. */
export function changedRows(converted: Converted): string {
  const { into, from, on, there } = matchOf(converted)
  return `(SELECT s.* FROM ${from} s LEFT JOIN ${into} t ON ${on} WHERE t.${there} IS NULL OR ${differOf(converted)})`
}

/**
 * SQL: the rows `t` and `s` hold different values. Compares the stored bytes, as the operator *<> does (functions-comparisons.html,
 * Composite Type Comparison): json, xml and point have no equality, and that of citext, of numeric and of some collations
 * takes different values for equal.
 */
export function differOf({ compared }: Converted): string {
  const of = (alias: string) => compared.map((column) => `${alias}.${quoteIdentifier(column)}`).join(', ')
  return `record_image_ne(ROW(${of('t')}), ROW(${of('s')}))`
}
