import type pg from 'pg'
import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import { execute, query } from '../../target/query.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { sameKey } from './match.ts'
import { alike, indexedRows, type UniqueIndex, uniqueIndexes } from './unique-indexes.ts'
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
  const { table, into, key, columns } = converted
  // What says whose a row is stays as it is.
  const fixed = [...key, ...table.constants.map(({ name }) => name)]
  if (key.length === 0) return []
  const uniques = await uniqueIndexes(client, into, columns)
  const swaps: Swap[] = []
  for (const unique of uniques.filter((one) => one.immediate && one.columns.some((column) => !key.includes(column)))) {
    const relation = swapping(unique, converted)
    const [found] = await query<{ rows: number }>(client, `SELECT count(*)::float8 AS rows FROM (${relation}) w`)
    if (found!.rows === 0) continue
    const candidates = await query<Candidate>(client, CANDIDATES, [into, unique.columns, fixed, unique.distinctNulls])
    swaps.push({ index: unique.name, rows: found!.rows, park: parkOf(candidates, converted), relation })
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

/** A column of the index that nothing references, and that references nothing unless it may be NULL. */
interface Candidate {
  name: string
  nullable: boolean
  type: string
  /** Characters of varchar(n) and char(n). */
  length: number | null
}

function swapping(unique: UniqueIndex, converted: Converted): string {
  const { held, from } = converted
  const same = (a: string, b: string) => sameKey(converted, a, b)
  return `SELECT t."litelift row" AS at, t."litelift table" AS part, row_number() OVER () AS n
            FROM ${indexedRows(unique, held)} t JOIN ${indexedRows(unique, from)} o ON ${alike(unique, 't', 'o')} AND NOT (${same('t', 'o')})
           WHERE EXISTS (SELECT FROM ${from} s WHERE ${same('s', 't')})
             AND EXISTS (SELECT FROM ${held} e WHERE ${same('e', 'o')})`
}

function parkOf(candidates: Candidate[], { into, from }: Converted): Swap['park'] {
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
      return `least(${least}, 0) - w.n`
    case 'numeric':
      return length === null ? `least(${least}, 0) - w.n` : null
    case 'text':
    case 'character varying':
    case 'character':
    case 'bpchar':
    case 'citext':
      // Fewer characters would soon be the same ones.
      return length === null ? random : length >= 8 ? `left(${random}, ${length})` : null
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

/** Columns of an index that may wait with another value. A NULL is one unless the index holds NULLs for alike. */
const CANDIDATES = `
  SELECT a.attname AS name, nullif(a.atttypmod, -1) - 4 AS length, NOT a.attnotnull AND NOT t.typnotnull AND $4 AS nullable,
         CASE WHEN t.typnamespace = 'pg_catalog'::regnamespace THEN format_type(t.oid, NULL) ELSE t.typname END AS type
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
   WHERE a.attrelid = $1::regclass AND a.attname = ANY ($2::text[]) AND a.attname <> ALL ($3::text[]) AND a.attidentity <> 'a'
     AND NOT EXISTS (
           SELECT FROM pg_constraint k
            WHERE k.contype = 'f' AND (k.confrelid = a.attrelid AND a.attnum = ANY (k.confkey)
                                    OR k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey) AND a.attnotnull))
     -- A value that nobody has is hardly one that a CHECK takes; NULL it takes, unless it asks for it.
     AND (NOT a.attnotnull OR NOT EXISTS (
           SELECT FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey)))
   ORDER BY a.attnum`
