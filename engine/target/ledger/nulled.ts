import type pg from 'pg'
import { counted } from '../../counted.ts'
import type { Note } from '../../notes.ts'
import { query } from '../query.ts'

/** A row of the file of which columns became NULL. */
export interface NulledRow {
  rowid: bigint
  columns: string[]
}

interface Page {
  rowid: string
  columns: string[]
}

const PAGE = 1000

/** Gives for each table with references that became NULL a function that reads these rows in the order of their rowids. */
export async function nulledRows(
  client: pg.ClientBase,
  migration: string,
): Promise<(table: string) => (() => AsyncIterator<NulledRow>) | null> {
  const found = await query<{ table: string }>(
    client,
    'SELECT DISTINCT table_name AS "table" FROM litelift.nulled WHERE migration = $1',
    [migration],
  )
  const tables = new Set(found.map(({ table }) => table))
  return (table) => (tables.has(table) ? () => rowsOf(client, migration, table) : null)
}

async function* rowsOf(client: pg.ClientBase, migration: string, table: string): AsyncGenerator<NulledRow> {
  let after: string | null = null
  do {
    const page: Page[] = await query<Page>(client, ROWS, [migration, table, after, PAGE])
    for (const { rowid, columns } of page) yield { rowid: BigInt(rowid), columns }
    after = page.length === PAGE ? page.at(-1)!.rowid : null
  } while (after !== null)
}

/** A row may have several foreign keys. */
const ROWS = `
  SELECT n.rowid::text, array_agg(DISTINCT column_name) AS columns FROM litelift.nulled n
   WHERE migration = $1 AND table_name = $2 AND ($3::text IS NULL OR n.rowid > $3::bigint)
   GROUP BY n.rowid ORDER BY n.rowid LIMIT $4`

/** A note for each foreign key of which references became NULL. */
export async function nulledNotes(client: pg.ClientBase, migration: string): Promise<Note[]> {
  const rows = await query<{ table: string; column: string; parent: string; rows: number; values: string[] }>(
    client,
    `SELECT table_name AS "table", column_name AS "column", parent, count(*)::float8 AS rows,
            (array_agg(DISTINCT value ORDER BY value))[:5] AS values
       FROM litelift.nulled WHERE migration = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [migration],
  )
  return rows.map(({ table, column, parent, rows: number, values }): Note => {
    const message = `${counted(number, 'row')} referenced no row of ${parent} (${values.join('; ')}${values.length === 5 ? '; …' : ''}); ${column} became NULL, as onOrphan says.`
    return { code: 'reference-nulled', table, column, message }
  })
}

/** When staging starts anew, so do these. */
export async function forgetNulled(client: pg.ClientBase, migration: string): Promise<void> {
  await query(client, 'DELETE FROM litelift.nulled WHERE migration = $1', [migration])
}
