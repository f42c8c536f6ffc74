import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { execute, query } from '../../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { INDEX_OPERATORS } from './index-operators.ts'
import type { ConvertedRows } from './convert-staged.ts'

/** Rows of the file that meet rows of the existing table by a key: the same ones, and others. */
export interface MetRows {
  identical: number
  different: number
  /** Quoted: a table of them, `row` being the ctid of the converted row, and `differs`. */
  name: string
}

/** SQL: the row was written by this transaction itself. */
export function isOwn(alias: string): string {
  return `${alias}.xmin = pg_current_xact_id()::xid`
}

/**
 * Finds the rows of the file that meet a row of the existing table by its primary key or any unique index; one over a column
 * that the file does not fill is not looked at. A row that meets several is different when one of them is. Rows that this
 * transaction inserted do not count.
 */
export async function findMetRows(client: pg.ClientBase, rows: ConvertedRows, staging: string): Promise<MetRows> {
  const { into, held, from, columns } = rows
  const name = qualifiedName(staging, randomUUID())
  const uniques = await query<Unique>(client, UNIQUES, [into, columns])
  const all = (alias: string) => `ROW(${columns.map((column) => `${alias}.${quoteIdentifier(column)}`).join(', ')})`
  const met = uniques.map(({ parts, operators, predicate }) => {
    const keys = parts.map((_, position) => `k${position}`)
    const named = parts.map((part, position) => `${part} AS k${position}`).join(', ')
    const side = (table: string, alias: string, row: string, also: string) =>
      `(SELECT ${row}, ${all(alias)} AS image, ${named} FROM ${table} ${alias} WHERE ${predicate ?? 'true'}${also})`
    return (
      `SELECT s.row, record_image_ne(s.image, t.image) AS differs` +
      ` FROM ${side(from, 's', 's.ctid AS row', '')} s JOIN ${side(held, 't', 't.ctid AS at', ` AND NOT ${isOwn('t')}`)} t ON ${keys.map((name, at) => `s.${name} ${operators[at]} t.${name}`).join(' AND ')}`
    )
  })
  const none = 'SELECT NULL::tid AS row, false AS differs WHERE false'
  await execute(
    client,
    `CREATE UNLOGGED TABLE ${name} AS SELECT row, bool_or(differs) AS differs FROM (${met.join(' UNION ALL ') || none}) m GROUP BY row`,
    [],
    { doing: `Comparing ${rows.table.source} with the existing table`, subject: { table: rows.table.source } },
  )
  const [counts] = await query<{ identical: number; different: number }>(
    client,
    `SELECT (count(*) FILTER (WHERE NOT differs))::float8 AS identical,
            (count(*) FILTER (WHERE differs))::float8 AS different FROM ${name}`,
  )
  return { ...counts!, name }
}

interface Unique {
  /** SQL of the key's columns and expressions, and of the predicate. */
  parts: string[]
  operators: string[]
  predicate: string | null
}

const UNIQUES = `
  SELECT ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, false) FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS parts,
         ${INDEX_OPERATORS} AS operators,
         pg_get_expr(x.indpred, x.indrelid) AS predicate
    FROM pg_index x
   WHERE x.indrelid = $1::regclass AND x.indisunique
     AND NOT EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = x.indrelid AND a.attnum > 0 AND a.attname <> ALL ($2::text[])
                        AND (a.attnum = ANY (x.indkey) OR a.attnum IN (
                          SELECT refobjsubid FROM pg_depend
                           WHERE classid = 'pg_class'::regclass AND objid = x.indexrelid AND refobjid = x.indrelid)))`
