import type pg from 'pg'
import { counted } from '../counted.ts'
import { LiteliftError } from '../errors.ts'
import { query } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'
import type { ConvertedRows } from './convert-staged.ts'
import type { MetRows } from './met-rows.ts'

/** Rows of one table that mode append brings, and those of the file that stay behind because the target has others. */
export interface Appended {
  rows: ConvertedRows
  met: MetRows
  /** SQL of a relation of the rows that are inserted, with the columns of the existing table. */
  inserted: string
}

/**
 * Inserted rows that reference a row of the file which was left out, because the target has another one under a key of it: what
 * they say would no longer be what the file says.
 * @throws LiteliftError `target-reference-changed` naming the tables and the first values
 */
export async function refuseChangedReferences(client: pg.ClientBase, appended: Appended[]): Promise<void> {
  const byName = new Map(appended.map((one) => [one.rows.into, one]))
  for (const parent of appended.filter(({ met }) => met.different > 0)) {
    const keys = await query<Reference>(client, REFERENCES, [parent.rows.into, [...byName.keys()]])
    for (const { child: name, columns, referenced } of keys) {
      if (!referenced.every((column) => parent.rows.columns.includes(column))) continue
      const child = byName.get(name)!
      const pairs = columns.map((column, at) => `s.${quoteIdentifier(referenced[at]!)} = c.${quoteIdentifier(column)}`)
      const value = `concat_ws(', ', ${columns.map((column) => `c.${quoteIdentifier(column)}`).join(', ')})`
      const [found] = await query<{ rows: number; first: string[] }>(
        client,
        `WITH changed AS (
           SELECT ${value} AS value FROM ${child.inserted} c
            WHERE EXISTS (SELECT FROM ${parent.rows.from} s JOIN ${parent.met.name} m ON m.row = s.ctid AND m.differs
                           WHERE ${pairs.join(' AND ')}))
         SELECT count(*)::float8 AS rows, ARRAY(SELECT DISTINCT value FROM changed ORDER BY value LIMIT ${NAMED}) AS first FROM changed`,
      )
      if (found!.rows > 0) throw changed(child, parent, columns, found!)
    }
  }
}

/** Values that the message names. */
const NAMED = 5

function changed(
  child: Appended,
  parent: Appended,
  columns: string[],
  { rows, first }: { rows: number; first: string[] },
): LiteliftError {
  const [from, to] = [child.rows.table, parent.rows.table]
  const shown = `${columns.join(', ')} ${first.join('; ')}${rows > first.length ? ' …' : ''}`
  return new LiteliftError('target-reference-changed', {
    subject: { table: from.source, column: columns[0]! },
    message: `${counted(rows, 'row')} of ${from.source} would reference rows of ${to.source} that are others in the target than in the file (${shown}).`,
    hint: 'Bring the rows over as well (mode upsert or mirror), or empty the tables first (truncate), or accept the target’s rows with onSkippedReference: allow.',
  })
}

interface Reference {
  /** Quoted, as ConvertedRows.into has it. */
  child: string
  columns: string[]
  referenced: string[]
}

/** Foreign keys to one table from those of a list. */
const REFERENCES = `
  SELECT n.name AS child,
         ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY c (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.attnum ORDER BY position) AS columns,
         ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY c (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.attnum ORDER BY position) AS referenced
    FROM pg_constraint k JOIN unnest($2::text[]) n (name) ON k.conrelid = n.name::regclass
   WHERE k.contype = 'f' AND k.confrelid = $1::regclass`
