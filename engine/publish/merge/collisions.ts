import type pg from 'pg'
import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import { filledColumns, type Plan, type TablePlan } from '../../plan/plan.ts'
import { query } from '../../target/query.ts'
import { sqlStateOf } from '../../target/server-error.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { assignedValues } from './assigned-values.ts'
import { keyOperators } from './convert-staged.ts'
import { sameKey } from './match.ts'
import { alike, indexedRows, partNames, uniqueIndexes } from './unique-indexes.ts'

/** Rows of the file that the target's unique index takes for one, or for a row that stays in the target. */
export interface Collision {
  table: TablePlan
  index: string
  rows: number
  /** The first values, shortened. */
  values: string[]
}

/** Values that a message names, each with so many characters. */
const NAMED = 5
const LONGEST = 60

/**
 * Looks for staged rows that a unique index of the existing table would refuse once all rows are there: those that it takes for one, and in
 * mode upsert those that meet a row of the target which the file does not have. Mode append leaves such rows out.
 */
export async function findCollisions(
  client: pg.ClientBase,
  table: TablePlan,
  { staging, schema }: { staging: string; schema: string },
): Promise<Collision[]> {
  const into = qualifiedName(schema, table.name)
  const columns = filledColumns(table)
  const values = assignedValues(table).map((value, at) => `${value} AS ${quoteIdentifier(columns[at]!)}`)
  // As a relation with the columns that say where its rows are, which a subquery has none of.
  const staged = `(SELECT ${values.join(', ')}, ctid, tableoid, xmin FROM ${qualifiedName(staging, table.name)})`
  const key = table.action === 'upsert' ? (table.key ?? []) : []
  const same = key.length === 0 ? null : { key, operators: await keyOperators(client, into, key) }
  const found: Collision[] = []
  for (const unique of await uniqueIndexes(client, into, columns)) {
    const parts = partNames(unique)
    const rows = indexedRows(unique, staged)
    const shown = (of: string[]) => `left(concat_ws(', ', ${of.map((one) => `${one}::text`).join(', ')}), ${LONGEST})`
    const held = unique.distinctNulls ? `WHERE ${parts.map((part) => `${part} IS NOT NULL`).join(' AND ')}` : ''
    const twice = `SELECT count(*) AS rows, min(${shown(parts)}) AS value FROM ${rows} s ${held} GROUP BY ${parts.join(', ')} HAVING count(*) > 1`
    const beside =
      same &&
      `SELECT 1, ${shown(parts.map((part) => `s.${part}`))} FROM ${rows} s JOIN ${indexedRows(unique, into)} t ON ${alike(unique, 's', 't')}
        WHERE NOT (${sameKey(same, 's', 't')}) AND NOT EXISTS (SELECT FROM ${staged} o WHERE ${sameKey(same, 'o', 't')})`
    const [counts] = await query<{ rows: number; values: string[] }>(
      client,
      `WITH found AS MATERIALIZED (${beside === null ? twice : `${twice} UNION ALL ${beside}`})
       SELECT coalesce(sum(rows), 0)::float8 AS rows,
              ARRAY(SELECT DISTINCT value FROM found ORDER BY value LIMIT ${NAMED}) AS values FROM found`,
      [],
      { doing: `Looking for rows of ${table.source} that are one to the target`, subject: { table: table.source } },
    )
    if (counts!.rows > 0) found.push({ table, index: unique.name, ...counts! })
  }
  return found
}

/** The error that names collisions; null where there are none. */
export function collisionsError(collisions: Collision[], cause?: unknown): LiteliftError | null {
  const [first] = collisions
  if (!first) return null
  const told = collisions.map(
    ({ table, index, rows, values }) =>
      `${counted(rows, 'row')} of ${table.source} would be one to the unique index ${index} (${values.join('; ')}${values.length === NAMED ? '; …' : ''})`,
  )
  return new LiteliftError('target-refused-values', {
    subject: { table: first.table.source },
    message: `${told.join('; ')}.`,
    hint: 'Change the rows in the file or the index in the target, or use mode append, which leaves the later ones out.',
    cause,
  })
}

const UNIQUE_VIOLATION = '23505'

/** PostgreSQL names one value of one index. In its place all collisions of all tables, as namingOrphans does with orphans. */
export async function namingCollisions(
  client: pg.ClientBase,
  { plan, staging }: { plan: Plan; staging: string },
  error: unknown,
): Promise<unknown> {
  if (sqlStateOf(error) !== UNIQUE_VIOLATION) return error
  const found: Collision[] = []
  for (const table of plan.tables.filter(isReconciled))
    found.push(...(await findCollisions(client, table, { staging, schema: plan.schema })))
  return collisionsError(found, error) ?? error
}

/** Mode append leaves rows out that collide; new tables are built by what their rows allow. */
export function isReconciled({ action }: TablePlan): boolean {
  return action === 'upsert' || action === 'mirror' || action === 'truncate'
}
