import type pg from 'pg'
import { isOwnRow } from '../../ddl/own-rows.ts'
import type { TablePlan } from '../../plan/plan.ts'
import { qualifiedName } from '../../target/quote.ts'
import type { LeftBehind } from './changed-references.ts'
import { collisionsError, findCollisions, isReconciled } from './collisions.ts'
import { convertRows, convertStaged } from './convert-staged.ts'
import { changedRows, countDifferences } from './differences.ts'
import { countRows } from './lock-and-count.ts'
import { findSwaps, refuseSwaps } from './park-unique-values.ts'
import type { Merged } from './merged.ts'
import { findMetRows } from './met-rows.ts'

/** What publishing staged rows into one existing table would do, by reading alone. */
export type Foreseen = Omit<Merged, 'table'>

/** The same, and by what references are looked at once all tables are there. */
export interface ForeseenTable {
  counts: Foreseen
  /** Of mode append. */
  left: LeftBehind | null
  /** SQL of a relation of the rows that would come into an existing table. */
  incoming: string | null
}

/**
 * Counts what publish would do with a table's staged rows. Triggers, rules and the actions of foreign keys are not foreseen, nor, in
 * mode append, rows of the file that collide with one another.
 * @param rows how many are staged
 * @throws LiteliftError what publish would: `target-key-missing`, `target-refused-values`
 */
export async function foreseeRows(
  client: pg.ClientBase,
  table: TablePlan,
  { staging, schema, rows }: { staging: string; schema: string; rows: number },
): Promise<ForeseenTable> {
  const none = { inserted: rows, updated: 0, unchanged: 0, skipped: 0, deleted: 0 }
  const foreseen = (counts: Partial<Foreseen>, incoming: string | null = null, left: LeftBehind | null = null) => ({
    counts: { ...none, ...counts },
    left,
    incoming,
  })
  const collisions = isReconciled(table) ? await findCollisions(client, table, { staging, schema }) : []
  const refusal = collisionsError(collisions)
  if (refusal) throw refusal
  switch (table.action) {
    case 'create':
      return foreseen({})
    case 'upsert':
    case 'mirror': {
      const converted = await convertStaged(client, table, staging, schema)
      refuseSwaps(converted, await findSwaps(client, converted))
      const { missing, different, more } = await countDifferences(client, converted)
      const unchanged = rows - missing - different
      const deleted = table.action === 'mirror' ? more : 0
      return foreseen({ inserted: missing, updated: different, unchanged, deleted }, changedRows(converted))
    }
    case 'truncate':
    case 'replace': {
      const converted = table.action === 'truncate' ? await convertRows(client, table, staging, schema) : null
      const into = converted?.into ?? qualifiedName(schema, table.name)
      const deleted = await countRows(client, `${into} t WHERE ${isOwnRow(table, 't')}`)
      return foreseen({ deleted }, converted?.from)
    }
    case 'append': {
      const converted = await convertRows(client, table, staging, schema)
      const met = await findMetRows(client, converted, staging)
      const { identical, different } = met
      const inserted = `(SELECT * FROM ${converted.from} s WHERE NOT EXISTS (SELECT FROM ${met.name} m WHERE m.row = s.ctid))`
      return foreseen({ inserted: rows - identical - different, unchanged: identical, skipped: different }, inserted, {
        rows: converted,
        met,
      })
    }
  }
}
