import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { execute, query } from '../../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { alike, indexedRows, uniqueIndexes } from './unique-indexes.ts'
import type { ConvertedRows } from './convert-staged.ts'

/** Rows of the file that meet rows of the existing table by a key: the same ones, and others. */
export interface MetRows {
  identical: number
  different: number
  /** Quoted: a table of them, `row` being the ctid of the converted row, and `differs`. */
  name: string
}

/** SQL: the row was written by this transaction itself; `xmin` is that of the row. */
export function isOwn(xmin: string): string {
  return `${xmin} = pg_current_xact_id()::xid`
}

/**
 * Finds the rows of the file that meet a row of the existing table by its primary key or any unique index; one over a column
 * that the file does not fill is not looked at. A row that meets several is different when one of them is. Rows that this
 * transaction inserted do not count.
 */
export async function findMetRows(client: pg.ClientBase, rows: ConvertedRows, staging: string): Promise<MetRows> {
  const { into, held, from, columns, compared } = rows
  const name = qualifiedName(staging, randomUUID())
  const uniques = await uniqueIndexes(client, into, columns)
  const image = (alias: string) => `ROW(${compared.map((column) => `${alias}.${quoteIdentifier(column)}`).join(', ')})`
  const met = uniques.map(
    (unique) =>
      `SELECT s."litelift row" AS row, record_image_ne(${image('s')}, ${image('t')}) AS differs` +
      ` FROM ${indexedRows(unique, from)} s JOIN ${indexedRows(unique, held)} t ON ${alike(unique, 's', 't')} AND NOT ${isOwn('t."litelift by"')}`,
  )
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
