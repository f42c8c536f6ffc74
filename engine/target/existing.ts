import type pg from 'pg'
import { query } from './query.ts'

/** What the target schema holds already. Plain data for the planner. */
export interface Existing {
  tables: ExistingTable[]
  /** Names of its views, materialised ones aside. */
  views: string[]
  /** Every name that relations and types of the schema use: new ones must differ. */
  names: string[]
}

export interface ExistingTable {
  name: string
  columns: ExistingColumn[]
  /** Columns of the primary key; empty without one. */
  primaryKey: string[]
  checks: ExistingCheck[]
  /** Names of the table's indexes and owned sequences, which go when it is replaced. */
  owned: string[]
}

/** A CHECK, as SQL over columns of the table. */
export interface ExistingCheck {
  name: string
  sql: string
  columns: string[]
  /** It reads the row as a whole (`t IS NOT NULL`, `f(t)`) or system columns, beside `columns` or without any. */
  readsRow: boolean
}

export interface ExistingColumn {
  name: string
  /** Type as SQL, for example `numeric(10,2)`; and its base type's name, for example `numeric`, under a domain too. */
  type: string
  base: string
  /** A domain's binary input is that of its base and checks the domain, an enum's is its labels as text. */
  kind: 'base' | 'domain' | 'enum'
  /** numeric(p,s) and varchar(n) taken apart; null where the type has none. */
  precision: number | null
  scale: number | null
  length: number | null
  notNull: boolean
  hasDefault: boolean
  generated: boolean
}

/** Reads the tables of one schema; a schema that does not exist is empty. */
export async function readExisting(client: pg.ClientBase, schema: string): Promise<Existing> {
  const columns = await query<ExistingColumn & { table: string; inKey: boolean }>(client, COLUMNS, [schema])
  const checks = await query<ExistingCheck & { table: string }>(client, CHECKS, [schema])
  const owned = await query<{ table: string; name: string }>(client, OWNED, [schema])
  const views = await query<{ name: string }>(client, VIEWS, [schema])
  const names = await query<{ name: string }>(client, NAMES, [schema])
  const byTable = Map.groupBy(columns, (column) => column.table)
  const checksOf = Map.groupBy(checks, (row) => row.table)
  const ownedBy = Map.groupBy(owned, (row) => row.table)
  return {
    tables: [...byTable].map(([name, members]) => ({
      name,
      columns: members,
      primaryKey: members.filter(({ inKey }) => inKey).map((column) => column.name),
      checks: checksOf.get(name) ?? [],
      owned: (ownedBy.get(name) ?? []).map((row) => row.name),
    })),
    views: views.map((row) => row.name),
    names: names.map((row) => row.name),
  }
}

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         format_type(b.oid, NULL) AS base,
         CASE WHEN b.typtype = 'e' THEN 'enum' WHEN t.typtype = 'd' THEN 'domain' ELSE 'base' END AS kind,
         CASE WHEN b.typname = 'numeric' AND m.typmod >= 4 THEN ((m.typmod - 4) >> 16) & 65535 END AS precision,
         -- Scales below zero came with PostgreSQL 15: 11 bits, sign extended (numeric.c, numeric_typmod_scale).
         CASE WHEN b.typname = 'numeric' AND m.typmod >= 4 THEN ((((m.typmod - 4) & 2047) # 1024) - 1024) END AS scale,
         CASE WHEN b.typname IN ('varchar', 'bpchar') AND m.typmod >= 4 THEN m.typmod - 4 END AS length,
         a.attnotnull OR t.typnotnull AS "notNull",
         a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS "hasDefault",
         a.attgenerated <> '' AS generated,
         EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.oid AND x.indisprimary
                    AND a.attnum = ANY (x.indkey[:x.indnkeyatts - 1])) AS "inKey"
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
    CROSS JOIN LATERAL (SELECT CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS typmod) m
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
   ORDER BY c.relname, a.attnum`

const CHECKS = `
  SELECT c.relname AS "table", k.conname AS name, pg_get_expr(k.conbin, k.conrelid) AS sql,
         ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = k.conrelid AND attnum = ANY (k.conkey)) AS columns,
         -- Attribute 0 is the row, negative ones are system columns (pg_attribute, attnum).
         coalesce(0 >= ANY (k.conkey), false) AS "readsRow"
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND k.contype = 'c' AND c.relkind IN ('r', 'p')
   ORDER BY c.relname, k.conname`

const OWNED = `
  SELECT c.relname AS "table", i.relname AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_class'::regclass
    JOIN pg_class i ON i.oid = d.objid AND i.relkind IN ('i', 'S')
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
   UNION
  SELECT c.relname, i.relname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_index x ON x.indrelid = c.oid
    JOIN pg_class i ON i.oid = x.indexrelid
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')`

const VIEWS = `
  SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relkind = 'v'`

const NAMES = `
  SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
   UNION
  SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = $1`
