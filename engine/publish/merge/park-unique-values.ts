import type pg from 'pg'
import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import { execute, query } from '../../target/query.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { INDEX_OPERATORS } from './index-operators.ts'
import { sameKey } from './match.ts'
import type { Converted } from './convert-staged.ts'

/** Rows of the existing table whose value of a unique index another one of its rows is about to take, while they take another. */
export interface Swap {
  index: string
  rows: number
  /** The column that waits with a value of its own meanwhile; null where none can. */
  park: { column: string; value: string } | null
  /** SQL: `ctid` and `tableoid` of the rows, numbered by `n`. */
  relation: string
}

/**
 * Finds what one UPDATE cannot do: PostgreSQL looks at a unique index row by row (sql-set-constraints.html: an index cannot be deferred),
 * so that two rows which swap their values collide, whatever the end would be.
 */
export async function findSwaps(client: pg.ClientBase, converted: Converted): Promise<Swap[]> {
  const { into, key, columns } = converted
  if (key.length === 0) return []
  const uniques = await query<Unique>(client, UNIQUES, [into, columns, key])
  const swaps: Swap[] = []
  for (const unique of uniques) {
    const relation = swapping(unique, converted)
    const [found] = await query<{ rows: number }>(client, `SELECT count(*)::float8 AS rows FROM (${relation}) w`)
    if (found!.rows > 0)
      swaps.push({ index: unique.index, rows: found!.rows, park: parkOf(unique, converted), relation })
  }
  return swaps
}

/**
 * Gives rows that swap unique values others for the moment, with one UPDATE before the one that brings the file's; no row is
 * deleted, so that what references it stays.
 * @throws LiteliftError `target-refused-values` as refuseSwaps
 */
export async function parkUniqueValues(client: pg.ClientBase, converted: Converted): Promise<void> {
  const swaps = await findSwaps(client, converted)
  refuseSwaps(converted, swaps)
  const { source } = converted.table
  for (const { park, relation } of swaps) {
    const { column, value } = park!
    await execute(
      client,
      `UPDATE ${converted.into} t SET ${quoteIdentifier(column)} = ${value} FROM (${relation}) w WHERE t.ctid = w.at AND t.tableoid = w.part`,
      [],
      { doing: `Making room for unique values of ${source} that change places`, subject: { table: source, column } },
    )
  }
}

/** @throws LiteliftError `target-refused-values` where no column of the index can wait with another value */
export function refuseSwaps({ table }: Converted, swaps: Swap[]): void {
  const refused = swaps.find(({ park }) => park === null)
  if (!refused) return
  throw new LiteliftError('target-refused-values', {
    subject: { table: table.source },
    message: `${counted(refused.rows, 'row')} of ${table.source} ${refused.rows === 1 ? 'changes its value' : 'change places'} under the unique index ${refused.index}, which PostgreSQL checks row by row, and none of its columns can take another value meanwhile.`,
    hint: 'Make the constraint DEFERRABLE in the target, or use mode truncate for the table.',
  })
}

interface Unique {
  index: string
  /** SQL of the key's columns and expressions, and of the predicate. */
  parts: string[]
  operators: string[]
  predicate: string | null
  candidates: Candidate[]
}

/** A column of the index that is neither in the key of the rows nor in a foreign key, unless it may be NULL. */
interface Candidate {
  name: string
  nullable: boolean
  type: string
  /** Characters of varchar(n) and char(n). */
  length: number | null
}

function swapping({ parts, operators, predicate }: Unique, converted: Converted): string {
  const { held, from } = converted
  const own = parts.map((_, at) => `"litelift part ${at}"`)
  const select = (table: string) =>
    `(SELECT r.*, r.ctid AS "litelift at", r.tableoid AS "litelift in", ${parts.map((part, at) => `${part} AS ${own[at]}`).join(', ')}` +
    ` FROM ${table} r WHERE ${predicate ?? 'true'})`
  const same = (a: string, b: string) => sameKey(converted, a, b)
  const alike = own.map((name, at) => `t.${name} ${operators[at]} o.${name}`).join(' AND ')
  return `SELECT t."litelift at" AS at, t."litelift in" AS part, row_number() OVER () AS n
            FROM ${select(held)} t JOIN ${select(from)} o ON ${alike} AND NOT (${same('t', 'o')})
           WHERE EXISTS (SELECT FROM ${from} s WHERE ${same('s', 't')})
             AND EXISTS (SELECT FROM ${held} e WHERE ${same('e', 'o')})`
}

function parkOf({ candidates }: Unique, { into, from }: Converted): Swap['park'] {
  const parkable = candidates.flatMap((candidate) => {
    const value = parkedValue(candidate, [into, from])
    return value === null ? [] : [{ column: candidate.name, value, nullable: candidate.nullable }]
  })
  const best = parkable.find(({ nullable }) => nullable) ?? parkable[0]
  return best ? { column: best.column, value: best.value } : null
}

/** SQL of a value that no other row has, with `w.n` numbering the rows; null for types of which litelift knows none. */
function parkedValue({ name, nullable, type, length }: Candidate, relations: string[]): string | null {
  if (nullable) return 'NULL'
  const column = quoteIdentifier(name)
  const least = `least(${relations.map((relation) => `(SELECT min(${column}) FROM ${relation})`).join(', ')})`
  const random = `md5(w.n::text || ' ' || gen_random_uuid()::text)`
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double precision':
      return `least(${least}, 0) - w.n`
    case 'text':
    case 'character varying':
    case 'character':
    case 'bpchar':
    case 'citext':
      return length === null ? random : `left(${random}, ${length})`
    case 'uuid':
      return 'gen_random_uuid()'
    case 'bytea':
      return `decode(${random}, 'hex')`
    case 'date':
      return `${least} - w.n::integer`
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return `${least} - w.n * interval '1 microsecond'`
    default:
      return null
  }
}

/**
 * Unique indexes that are checked row by row, over columns that the file fills, and not over the key alone. A NULL parks a value unless
 * NULLS NOT DISTINCT makes it one.
 */
const UNIQUES = `
  SELECT i.relname AS index,
         ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, false) FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS parts,
         ${INDEX_OPERATORS} AS operators,
         pg_get_expr(x.indpred, x.indrelid) AS predicate,
         coalesce((SELECT json_agg(json_build_object(
                    'name', a.attname, 'type', CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN format_type(t.oid, NULL) ELSE t.typname END, 'length', nullif(a.atttypmod, -1) - 4,
                    'nullable', NOT a.attnotnull AND NOT t.typnotnull
                                AND NOT coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false)) ORDER BY a.attnum)
            FROM unnest(used.names) u (name)
            JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attname = u.name
            JOIN pg_type t ON t.oid = a.atttypid
           WHERE a.attname <> ALL ($3::text[]) AND a.attidentity <> 'a'
             AND (NOT a.attnotnull OR NOT EXISTS (
                   SELECT FROM pg_constraint k
                    WHERE k.contype = 'f' AND (k.conrelid = x.indrelid AND a.attnum = ANY (k.conkey)
                                            OR k.confrelid = x.indrelid AND a.attnum = ANY (k.confkey))))), '[]') AS candidates
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    CROSS JOIN LATERAL (
      SELECT array_agg(a.attname::text) AS names FROM pg_attribute a
       WHERE a.attrelid = x.indrelid AND a.attnum > 0 AND (a.attnum = ANY (x.indkey) OR a.attnum IN (
         SELECT refobjsubid FROM pg_depend
          WHERE classid = 'pg_class'::regclass AND objid = x.indexrelid AND refobjid = x.indrelid))) used
   WHERE x.indrelid = $1::regclass AND x.indisunique AND x.indimmediate
     AND used.names <@ $2::text[] AND NOT used.names <@ $3::text[]
   ORDER BY 1`
