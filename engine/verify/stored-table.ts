import type pg from 'pg'
import { query } from '../target/query.ts'
import { qualifiedName } from '../target/quote.ts'

/** How a table of the target lies in its files. */
export interface StoredTable {
  /** Names its rows' file for as long as the table is not emptied, rewritten or made anew. */
  file: string
  /** Of its rows, long values aside. */
  blocks: number
  /** With long values. */
  bytes: number
  /** As ANALYZE last found them; 0 where it never did. */
  rows: number
}

/** Null of what has no file of its own: a view, a table in partitions, a foreign one. */
export async function storedTable(client: pg.ClientBase, schema: string, table: string): Promise<StoredTable | null> {
  const [stored] = await query<StoredTable>(client, STORED, [qualifiedName(schema, table)])
  return stored ?? null
}

const STORED = `
  SELECT concat(oid, ' ', pg_relation_filenode(oid)) AS file, pg_table_size(oid)::float8 AS bytes, greatest(reltuples, 0)::float8 AS rows,
         ceil(pg_relation_size(oid) / current_setting('block_size')::numeric)::int AS blocks
    FROM pg_class WHERE oid = $1::regclass AND relkind = 'r'`
