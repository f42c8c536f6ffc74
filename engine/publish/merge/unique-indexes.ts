import type pg from 'pg'
import { query } from '../../target/query.ts'
import { INDEX_OPERATORS } from './index-operators.ts'

/** A unique index of an existing table, over nothing but columns that the file fills. */
export interface UniqueIndex {
  name: string
  /** The columns that it reads, in its key or in expressions. */
  columns: string[]
  /** SQL of the key's columns and expressions, and of the predicate. */
  parts: string[]
  predicate: string | null
  /** By which the parts compare. */
  operators: string[]
  /** It is checked row by row; one of a DEFERRABLE constraint waits. */
  immediate: boolean
  /** NULLs are different from one another, as they are without NULLS NOT DISTINCT. */
  distinctNulls: boolean
}

/** @param into the table, quoted with its schema */
export function uniqueIndexes(client: pg.ClientBase, into: string, filled: string[]): Promise<UniqueIndex[]> {
  return query<UniqueIndex>(client, UNIQUES, [into, filled])
}

const UNIQUES = `
  SELECT i.relname AS name, used.columns,
         ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, false) FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS parts,
         pg_get_expr(x.indpred, x.indrelid) AS predicate, ${INDEX_OPERATORS} AS operators, x.indimmediate AS immediate,
         -- Of PostgreSQL 15 and later.
         NOT coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS "distinctNulls"
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(a.attname::text), '{}') AS columns FROM pg_attribute a
       WHERE a.attrelid = x.indrelid AND a.attnum > 0 AND (a.attnum = ANY (x.indkey) OR a.attnum IN (
         SELECT refobjsubid FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = x.indexrelid AND refobjid = x.indrelid))) used
   WHERE x.indrelid = $1::regclass AND x.indisunique AND used.columns <@ $2::text[]
   ORDER BY 1`

/** SQL: the rows of a relation that the index is about, with the index's parts as `"litelift part 0"` and so on, and where they are: `"litelift row"` in `"litelift table"`, written `"litelift by"`. */
export function indexedRows({ parts, predicate }: UniqueIndex, relation: string): string {
  const named = parts.map((part, at) => `${part} AS ${partName(at)}`)
  return `(SELECT r.*, r.ctid AS "litelift row", r.tableoid AS "litelift table", r.xmin AS "litelift by", ${named.join(', ')} FROM ${relation} r WHERE ${predicate ?? 'true'})`
}

/** SQL: two of these rows are one to the index, NULLs aside. */
export function alike({ parts, operators }: UniqueIndex, a: string, b: string): string {
  return parts.map((_, at) => `${a}.${partName(at)} ${operators[at]} ${b}.${partName(at)}`).join(' AND ')
}

export function partNames({ parts }: UniqueIndex): string[] {
  return parts.map((_, at) => partName(at))
}

function partName(at: number): string {
  return `"litelift part ${at}"`
}
