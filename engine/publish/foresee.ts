import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName } from '../target/quote.ts'
import { type ConvertedRows, convertRows, convertStaged } from './convert-staged.ts'
import { countDifferences } from './differences.ts'
import { countRows } from './lock-and-count.ts'
import type { Merged } from './merged.ts'

/** What publishing staged rows into one existing table would do, by reading alone. */
export type Foreseen = Omit<Merged, 'table'>

/**
 * Counts what publish would do with a table's staged rows. Triggers, rules and the actions of foreign keys are not foreseen, nor
 * are rows of the file that collide with one another.
 * @param rows how many are staged
 * @throws LiteliftError what publish would: `target-key-missing`, `target-refused-values`
 */
export async function foreseeRows(
  client: pg.ClientBase,
  table: TablePlan,
  { staging, schema, rows }: { staging: string; schema: string; rows: number },
): Promise<Foreseen> {
  const none = { inserted: rows, updated: 0, unchanged: 0, skipped: 0, deleted: 0 }
  switch (table.action) {
    case 'create':
      return none
    case 'upsert':
    case 'mirror': {
      const converted = await convertStaged(client, table, staging, schema)
      const { missing, different, more } = await countDifferences(client, converted)
      const unchanged = rows - missing - different
      return {
        ...none,
        inserted: missing,
        updated: different,
        unchanged,
        deleted: table.action === 'mirror' ? more : 0,
      }
    }
    case 'truncate':
    case 'replace': {
      const converted = table.action === 'truncate' ? await convertRows(client, table, staging, schema) : null
      const into = converted?.into ?? qualifiedName(schema, table.name)
      return { ...none, deleted: await countRows(client, into) }
    }
    case 'append': {
      const skipped = await countConflicts(client, await convertRows(client, table, staging, schema))
      return { ...none, inserted: rows - skipped, skipped }
    }
  }
}

/** Rows that meet a key or unique index of the existing table; one over a column that the file does not fill is not looked at. */
async function countConflicts(client: pg.ClientBase, { into, from, columns }: ConvertedRows): Promise<number> {
  const uniques = await query<Unique>(client, UNIQUES, [into, columns])
  if (uniques.length === 0) return 0
  const met = uniques.map(({ parts, predicate }) => {
    const keys = parts.map((_, position) => `k${position}`)
    const named = parts.map((part, position) => `${part} AS k${position}`).join(', ')
    const rows = (table: string, also: string) => `(SELECT ${also}${named} FROM ${table} WHERE ${predicate ?? 'true'})`
    return `SELECT s.ctid FROM ${rows(from, 'ctid, ')} s JOIN ${rows(into, '')} t USING (${keys.join(', ')})`
  })
  return countRows(client, `(${met.join(' UNION ')}) s`)
}

interface Unique {
  /** SQL of the key's columns and expressions, and of the predicate. */
  parts: string[]
  predicate: string | null
}

const UNIQUES = `
  SELECT ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, false) FROM generate_series(1, x.indnkeyatts) k ORDER BY k) AS parts,
         pg_get_expr(x.indpred, x.indrelid) AS predicate
    FROM pg_index x
   WHERE x.indrelid = $1::regclass AND x.indisunique
     AND NOT EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = x.indrelid AND a.attnum > 0 AND a.attname <> ALL ($2::text[])
                        AND (a.attnum = ANY (x.indkey) OR a.attnum IN (
                          SELECT refobjsubid FROM pg_depend
                           WHERE classid = 'pg_class'::regclass AND objid = x.indexrelid AND refobjid = x.indrelid)))`
