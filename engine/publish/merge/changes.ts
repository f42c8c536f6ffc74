import { isOwnRow } from '../../ddl/own-rows.ts'
import { filledColumns, type TablePlan } from '../../plan/plan.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { assignedValues } from './assigned-values.ts'
import type { Converted, ConvertedRows } from './convert-staged.ts'
import { differOf } from './differences.ts'
import type { Emptied } from './empty-tables.ts'
import { matchOf } from './match.ts'

/** Rows of an existing table that one statement deleted, updated and inserted. */
export interface Changes {
  table: TablePlan
  deleted: number
  updated: number
  inserted: number
}

interface Filled {
  table: TablePlan
  /** Of modes upsert and mirror. */
  converted: Converted | undefined
  /** Of all modes but append: the rows with the types of the table. */
  beside: ConvertedRows | undefined
  /** Of mode truncate. */
  emptied: Emptied | undefined
}

interface Schemas {
  staging: string
  schema: string
}

/** The statement's parts `d`, `u` and `i` with the table's number: what each gives is a row for every row that it touched. */
export function changesOf({ table, converted, beside, emptied }: Filled, i: number, schemas: Schemas): string[] {
  if (converted) return converted.key.length > 0 ? byKey(converted, i) : byRow(converted, i)
  const into = qualifiedName(schemas.schema, table.name)
  return [
    emptied?.isLeft === true
      ? `d${i} AS (DELETE FROM ${into} t WHERE ${isOwnRow(table, 't')} RETURNING 1)`
      : none('d', i),
    none('u', i),
    `i${i} AS (${insertOf(table, into, beside, schemas.staging, after(i))})`,
  ]
}

function none(step: string, i: number): string {
  return `${step}${i} AS (SELECT WHERE false)`
}

/** A condition that holds once the deletes and updates of a table are done. */
function after(i: number): string {
  return `(SELECT count(*) FROM d${i}) >= 0 AND (SELECT count(*) FROM u${i}) >= 0`
}

function insertOf(
  table: TablePlan,
  into: string,
  beside: ConvertedRows | undefined,
  staging: string,
  isReady: string,
): string {
  const columns = filledColumns(table).map(quoteIdentifier)
  const [values, from] = beside ? [columns, beside.from] : [assignedValues(table), qualifiedName(staging, table.name)]
  // In mode truncate nothing is there to meet; two rows of the file that are one to the target are for it to refuse.
  const conflict = table.action === 'append' ? ' ON CONFLICT DO NOTHING' : ''
  return (
    `INSERT INTO ${into} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE` +
    ` SELECT ${values.join(', ')} FROM ${from} WHERE ${isReady}${conflict} RETURNING 1`
  )
}

function byKey(converted: Converted, i: number): string[] {
  const { table, into, from, columns, always } = converted
  const names = columns.map(quoteIdentifier)
  // PostgreSQL lets nobody update these; where they differ, the comparison afterwards says so.
  const settable = columns.filter((column) => !always.includes(column)).map(quoteIdentifier)
  const { on } = matchOf(converted)
  const isOwn = isOwnRow(table, 't')
  const assignments = settable.map((column) => `${column} = s.${column}`)
  return [
    table.action === 'mirror'
      ? `d${i} AS (DELETE FROM ${into} t WHERE ${isOwn} AND NOT EXISTS (SELECT FROM ${from} s WHERE ${on}) RETURNING 1)`
      : none('d', i),
    assignments.length === 0
      ? none('u', i)
      : `u${i} AS (UPDATE ${into} t SET ${assignments.join(', ')} FROM ${from} s
           WHERE ${on} AND ${isOwn} AND ${differOf(converted)} AND (SELECT count(*) FROM d${i}) >= 0 RETURNING 1)`,
    `i${i} AS (INSERT INTO ${into} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${names.map((name) => `s.${name}`).join(', ')} FROM ${from} s
        WHERE NOT EXISTS (SELECT FROM ${into} t WHERE ${on} AND ${isOwn}) AND ${after(i)} RETURNING 1)`,
  ]
}

function byRow(converted: Converted, i: number): string[] {
  const { table, into, columns } = converted
  const names = columns.map(quoteIdentifier)
  const { into: held, from, on, there } = matchOf(converted)
  return [
    table.action === 'mirror'
      ? `d${i} AS (DELETE FROM ${into} WHERE (tableoid, ctid) IN (
           SELECT t."litelift table", t."litelift row" FROM ${held} t LEFT JOIN ${from} s ON ${on} WHERE s.${there} IS NULL) RETURNING 1)`
      : none('d', i),
    none('u', i),
    `i${i} AS (INSERT INTO ${into} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${names.map((name) => `s.${name}`).join(', ')} FROM ${from} s LEFT JOIN ${held} t ON ${on}
        WHERE t.${there} IS NULL AND ${after(i)} RETURNING 1)`,
  ]
}
