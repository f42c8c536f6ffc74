import type pg from 'pg'
import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import { option } from '../../named.ts'
import type { ForeignKeyPlan, TablePlan } from '../../plan/plan.ts'
import { query } from '../../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import type { ConvertedRows } from './convert-staged.ts'
import type { MetRows } from './met-rows.ts'

/** Rows of one table of the file that mode append leaves behind, because the target has rows under a key of theirs. */
export interface LeftBehind {
  rows: ConvertedRows
  met: MetRows
}

/** Rows that come into a table in any mode: SQL of a relation with the table's columns. */
export interface Incoming {
  table: TablePlan
  rows: string
}

/** A foreign key from rows that come in to a table of which rows stayed behind. */
export interface Reference {
  child: Incoming
  columns: string[]
  parent: LeftBehind
  referenced: string[]
}

/**
 * Rows that come in and reference a row of the file which was left behind, because the target has another one under a key of it:
 * what they say would no longer be what the file says.
 * @throws LiteliftError `target-reference-changed` naming the tables and the first values
 */
export async function refuseChangedReferences(client: pg.ClientBase, references: Reference[]): Promise<void> {
  for (const reference of references) {
    const { child, columns, parent, referenced } = reference
    if (!referenced.every((column) => parent.rows.columns.includes(column))) continue
    const pairs = columns.map((column, at) => `s.${quoteIdentifier(referenced[at]!)} = c.${quoteIdentifier(column)}`)
    const value = `concat_ws(', ', ${columns.map((column) => `c.${quoteIdentifier(column)}`).join(', ')})`
    const [found] = await query<Found>(
      client,
      `WITH changed AS (
         SELECT ${value} AS value FROM ${child.rows} c
          WHERE EXISTS (SELECT FROM ${parent.rows.from} s JOIN ${parent.met.name} m ON m.row = s.ctid AND m.differs
                         WHERE ${pairs.join(' AND ')}))
       SELECT count(*)::float8 AS rows, ARRAY(SELECT DISTINCT value FROM changed ORDER BY value LIMIT ${NAMED}) AS first FROM changed`,
    )
    if (found!.rows > 0) throw changed(reference, found!)
  }
}

/** Values that the message names. */
const NAMED = 5

interface Found {
  rows: number
  first: string[]
}

function changed({ child, columns, parent }: Reference, { rows, first }: Found): LiteliftError {
  const [from, to] = [child.table.source, parent.rows.table.source]
  const shown = `${columns.join(', ')} ${first.join('; ')}${rows > first.length ? ' …' : ''}`
  return new LiteliftError('target-reference-changed', {
    subject: { table: from, column: columns[0]! },
    message: `${counted(rows, 'row')} of ${from} would reference rows of ${to} that are others in the target than in the file (${shown}).`,
    hint: `Where these are rows that the application made by itself in either database, its seeds, take ${option('mode', 'mirror')}: they become what the file has. \`upsert\` deletes none, \`truncate\` empties the tables first; ${option('onSkippedReference', 'allow')} accepts the target’s rows.`,
  })
}

/** The foreign keys that the target has between the tables. */
export async function referencesInTarget(
  client: pg.ClientBase,
  schema: string,
  left: LeftBehind[],
  incoming: Incoming[],
): Promise<Reference[]> {
  const byName = new Map(incoming.map((one) => [qualifiedName(schema, one.table.name), one]))
  const references: Reference[] = []
  for (const parent of left.filter(({ met }) => met.different > 0)) {
    const keys = await query<ForeignKey>(client, FOREIGN_KEYS, [parent.rows.into, [...byName.keys()]])
    references.push(...keys.map(({ child, ...key }) => ({ ...key, child: byName.get(child)!, parent })))
  }
  return references
}

interface ForeignKey {
  /** Quoted, with its schema. */
  child: string
  columns: string[]
  referenced: string[]
}

/** Foreign keys to one table from those of a list, in its order, so that the same file gets the same message. */
const FOREIGN_KEYS = `
  SELECT n.name AS child,
         ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY c (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.attnum ORDER BY position) AS columns,
         ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY c (attnum, position)
                 JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.attnum ORDER BY position) AS referenced
    FROM pg_constraint k JOIN unnest($2::text[]) WITH ORDINALITY n (name, place) ON k.conrelid = n.name::regclass
   WHERE k.contype = 'f' AND k.confrelid = $1::regclass
   ORDER BY n.place, k.conname`

/** The foreign keys that a plan adds, to tables of which rows stay behind that differ. */
export function plannedReferences(foreignKeys: ForeignKeyPlan[], left: LeftBehind[]): PlannedReference[] {
  return foreignKeys.flatMap(({ table, columns, parent: name, parentColumns: referenced }) => {
    const parent = left.find(({ rows, met }) => rows.table.name === name && met.different > 0)
    return parent ? [{ child: table, columns, parent, referenced }] : []
  })
}

/** `child` is the table's name in PostgreSQL. */
export type PlannedReference = Omit<Reference, 'child'> & { child: string }
