import type pg from 'pg'
import { STAGED_ROWID } from '../ddl/staged-rowid.ts'
import type { TablePlan } from '../plan/plan.ts'
import { OF_A_REJECT } from '../target/ledger/rejects.ts'
import { execute, query } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'
import { countOrphans, isOfReject, type Orphans, orphansError, valueOf } from './orphans.ts'
import { findReferences, type Reference, refuseHidden, type Rejects, stagedRows, type Where } from './references.ts'

interface Settling extends Where {
  /** Whose nulled references are recorded; null records none. */
  migration: string | null
}

/** Rows that were taken away or whose references became NULL, by foreign key. */
export type Settled = Pick<Orphans, 'reference' | 'rows' | 'ofRejects'>[]

/**
 * Orphans that end the migration: all where they are to fail, those that cannot be NULL; and those that the target's own foreign keys
 * refuse where nothing is said of them.
 */
export function refusedOrphans(client: pg.ClientBase, where: Where): Promise<Orphans[]> {
  return reachingExtensions(client, () => findRefused(client, where))
}

async function findRefused(client: pg.ClientBase, where: Where): Promise<Orphans[]> {
  const { plan } = where
  const { onOrphan } = plan
  if (onOrphan === 'keep' || onOrphan === 'reject') return []
  const references = await settledReferences(client, where)
  const refused =
    onOrphan === 'null'
      ? references.filter(isFixed)
      : references.filter(({ existing }) => onOrphan === 'fail' || existing !== null)
  return countOrphans(client, refused, where)
}

/** What holds for new rows only in the target already refuses no orphans (publish/merge/set-aside.ts). */
async function settledReferences(client: pg.ClientBase, where: Where): Promise<Reference[]> {
  const { plan } = where
  const references = await findReferences(client, where)
  const settled = references.filter(({ existing }) => existing?.valid !== false)
  if (plan.onOrphan === null) return settled.filter(({ hidden }) => !hidden)
  refuseHidden(settled)
  return settled
}

/**
 * Does with staged orphans what `onOrphan` says, inside the running transaction: takes their rows away, then those that reference
 * the rows taken, or makes their references NULL. A second call finds nothing to do.
 * @throws LiteliftError `target-refused-values` naming all orphans where they are to fail, or those that cannot be NULL
 */
export function settleOrphans(client: pg.ClientBase, settling: Settling): Promise<Settled> {
  return reachingExtensions(client, () => settle(client, settling))
}

/**
 * Does something in the running transaction while the search path has the schemas of extensions: the equality of one of their types (citext) is
 * found there alone, and texts would be compared without it.
 */
async function reachingExtensions<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  const [before] = await query<{ path: string }>(client, "SELECT current_setting('search_path') AS path")
  await execute(
    client,
    `SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', string_agg(DISTINCT quote_ident(n.nspname), ', ')), true)
       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`,
  )
  const result = await work()
  await execute(client, "SELECT set_config('search_path', $1, true)", [before!.path])
  return result
}

async function settle(client: pg.ClientBase, settling: Settling): Promise<Settled> {
  const { plan, staging } = settling
  const { onOrphan } = plan
  // PostgreSQL itself refuses those of which nothing is said, without a look at every row here.
  if (onOrphan === null || onOrphan === 'keep') return []
  const orphans = await findRefused(client, settling)
  if (orphans.length > 0) throw orphansError(orphans, { nulled: onOrphan === 'null' })
  if (onOrphan === 'fail') return []
  const tracked = plan.tables.filter(({ keepsRowid }) => keepsRowid).map((table) => stagedRows(table, staging))
  if (tracked.length === 0 || !(await hasRowids(client, tracked[0]!))) return []
  const references = await settledReferences(client, settling)
  const change = onOrphan === 'reject' ? takeAway : makeNull
  const settled: Settled = []
  for (let more = true; more;) {
    more = false
    for (const reference of references) {
      const changed = await change(client, reference, settling)
      if (changed.rows > 0) settled.push({ reference, ...changed })
      more ||= changed.rows > 0
    }
  }
  for (const table of tracked) await execute(client, `ALTER TABLE ${table} DROP COLUMN ${STAGED_ROWID}`)
  return settled
}

async function hasRowids(client: pg.ClientBase, table: string): Promise<boolean> {
  const found = await query(
    client,
    'SELECT FROM pg_attribute WHERE attrelid = $1::regclass AND quote_ident(attname) = $2 AND NOT attisdropped',
    [table, STAGED_ROWID],
  )
  return found.length > 0
}

/** The rows become rejects. */
async function takeAway(client: pg.ClientBase, reference: Reference, { staging, rejects }: Settling): Promise<Changed> {
  const { child, columns, parent } = reference
  return counted(client, reference, rejects, {
    change: `DELETE FROM ${stagedRows(child, staging)} c WHERE ${reference.isOrphan}`,
    record: `INSERT INTO ${rejects.relation} (migration, table_name, rowid, column_name, value, sqlstate, reason)
             SELECT $1, $2, rowid, $3::text, CASE WHEN $3::text IS NOT NULL THEN left(value, 80) END, '23503', CASE WHEN of_reject THEN $5 ELSE $4 END
               FROM settled ON CONFLICT DO NOTHING`,
    parameters: [
      rejects.migration,
      child.source,
      sourceOf(child, columns),
      `references no row of ${parent}`,
      `references a row of ${parent} ${OF_A_REJECT}`,
    ],
  })
}

/** The rows stay, and a column of the key becomes NULL. */
async function makeNull(
  client: pg.ClientBase,
  reference: Reference,
  { staging, rejects, migration }: Settling,
): Promise<Changed> {
  const { child, parent } = reference
  const column = nullableOf(reference)
  if (column === null) return { rows: 0, ofRejects: 0 }
  const rows = stagedRows(child, staging)
  return counted(client, reference, rejects, {
    // The values are those of before, which RETURNING gives from PostgreSQL 18 on only.
    change: `UPDATE ${rows} n SET ${quoteIdentifier(column)} = NULL
               FROM (SELECT c.*, c.ctid AS "litelift row" FROM ${rows} c WHERE ${reference.isOrphan}) c WHERE n.ctid = c."litelift row"`,
    record:
      migration === null
        ? null
        : `INSERT INTO litelift.nulled (migration, table_name, rowid, column_name, value, parent)
           SELECT $1, $2, rowid, $3, left(value, 80), $4 FROM settled`,
    parameters: migration === null ? [] : [migration, child.source, sourceOf(child, [column]), parent],
  })
}

type Changed = Pick<Orphans, 'rows' | 'ofRejects'>

async function counted(
  client: pg.ClientBase,
  reference: Reference,
  rejects: Rejects,
  { change, record, parameters }: { change: string; record: string | null; parameters: unknown[] },
): Promise<Changed> {
  const { source } = reference.child
  const [row] = await query<Changed>(
    client,
    `WITH settled AS (
       ${change} RETURNING c.${STAGED_ROWID} AS rowid, ${valueOf(reference)} AS value, ${isOfReject(reference, rejects)} AS of_reject)
       ${record === null ? '' : `, recorded AS (${record})`}
     SELECT count(*)::float8 AS rows, (count(*) FILTER (WHERE of_reject))::float8 AS "ofRejects" FROM settled`,
    parameters,
    { doing: `Settling the orphans of ${source}`, subject: { table: source } },
  )
  return row!
}

/** The name in the file of the first column that the file has; null of constants alone. */
function sourceOf({ columns }: TablePlan, names: string[]): string | null {
  return columns.find((column) => names.includes(column.name))?.source ?? null
}

function isFixed(reference: Reference): boolean {
  return nullableOf(reference) === null
}

/**
 * The column of a foreign key that becomes NULL: with one of them NULL it asks for nothing (sql-createtable.html, MATCH SIMPLE). One that no
 * other key shares goes first, so that a reference that is right stays. A NULL that would become a default is none.
 */
function nullableOf({ child, columns, shared }: Reference): string | null {
  const key = new Set([...(child.primaryKey?.columns ?? []), ...(child.key ?? [])])
  const nullable = columns.filter((name) => {
    const column = child.columns.find((one) => one.name === name)
    if (!column) return false
    const { notNull, ifNull, generated } = column
    return !key.has(name) && !notNull && ifNull === null && generated === null
  })
  return nullable.find((name) => !shared.includes(name)) ?? nullable[0] ?? null
}
