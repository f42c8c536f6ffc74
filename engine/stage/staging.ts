import type pg from 'pg'
import { isNew, type Plan, type TablePlan } from '../plan/plan.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { KeyRange } from '../source/pages/row.ts'
import { cutShards } from '../source/pages/shards.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import { holdClaim, takenOver } from '../target/claim/fence.ts'
import { execute, query, transaction } from '../target/query.ts'
import { createTable } from '../ddl/ddl.ts'
import { STAGED_ROWID } from '../ddl/staged-rowid.ts'
import { UNVACUUMED } from '../ddl/unvacuumed.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { forgetNulled } from '../target/ledger/nulled.ts'
import { forgetRejects } from '../target/ledger/rejects.ts'

/** A shard with what is staged of it. */
export interface Shard {
  table: TablePlan
  shard: number
  range: KeyRange
  /** Dealt with: staged or rejected. */
  rows: number
  done: boolean
}

export function stagingSchema(id: string): string {
  return `litelift_${id}`
}

interface Preparation {
  pages: PageFileSpec
  shardBytes: number
  /** Whether what is staged came from the same plan, of which this is the fingerprint. */
  resume: boolean
  fingerprint: string
}

/**
 * Makes staging ready: takes over what an earlier attempt left under the same plan, or starts anew.
 * Either way every checkpoint carries this claim afterwards, so that batches of an earlier one fail.
 */
export async function prepareStaging(
  client: pg.Client,
  id: string,
  claim: string,
  plan: Plan,
  { pages, shardBytes, resume, fingerprint }: Preparation,
): Promise<Shard[]> {
  if (resume && (await exists(client, stagingSchema(id)))) return takeOver(client, id, claim, plan)
  const shards = plan.tables.flatMap((table) =>
    cutShards(pages, table.scan, shardBytes).map((range) => ({ table, range })),
  )
  await transaction(client, async () => {
    await holdClaim(client, { id, claim })
    await dropStaging(client, id)
    await execute(client, `CREATE SCHEMA ${quoteIdentifier(stagingSchema(id))}`)
    if (plan.tables.length > 0)
      await execute(client, plan.tables.map((table) => createStagingTable(table, stagingSchema(id))).join(';\n'))
    await execute(client, 'DELETE FROM litelift.checkpoint WHERE migration = $1', [id])
    await forgetRejects(client, id)
    await forgetNulled(client, id)
    await execute(client, INSERT_CHECKPOINTS, [
      id,
      claim,
      shards.map((_, position) => position),
      shards.map(({ table }) => table.source),
      shards.map(({ range }) => range.after?.toString() ?? null),
      shards.map(({ range }) => range.through?.toString() ?? null),
    ])
    await execute(client, 'UPDATE litelift.migration SET fingerprint = $2 WHERE id = $1', [id, fingerprint])
  })
  return shards.map(({ table, range }, shard) => ({ table, shard, range, rows: 0, done: false }))
}

const INSERT_CHECKPOINTS = `
  INSERT INTO litelift.checkpoint (migration, claim, shard, table_name, low, high)
  SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::bigint[], $6::bigint[])`

/** SQL that makes the table in which rows wait: with their rowids where the plan says so. */
export function createStagingTable(table: TablePlan, schema: string): string {
  const rowid = `ALTER TABLE ${qualifiedName(schema, table.name)} ADD COLUMN ${STAGED_ROWID} bigint`
  const made = `${createTable(withValues(table), schema, table.conditions)} ${UNVACUUMED}`
  return [made, ...(table.keepsRowid ? [rowid] : [])].join(';\n')
}

/**
 * Generated columns take their values from the file like any other; build makes them generated where that gives the same. A column that gets
 * its type from the server's input waits as text.
 */
function withValues(table: TablePlan): TablePlan {
  const columns = table.columns.map((column) => {
    const waits = isNew(table) && column.into !== null
    return { ...column, generated: null, ...(waits ? { type: column.encoded } : {}) }
  })
  return { ...table, columns }
}

export async function dropStaging(client: pg.Client, id: string): Promise<void> {
  await execute(client, `DROP SCHEMA IF EXISTS ${quoteIdentifier(stagingSchema(id))} CASCADE`)
}

async function exists(client: pg.Client, schema: string): Promise<boolean> {
  const [row] = await query<{ found: boolean }>(
    client,
    'SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS found',
    [schema],
  )
  return row?.found ?? false
}

interface CheckpointRow {
  shard: number
  table: string
  low: string | null
  high: string | null
  reached: string | null
  rows: number
  done: boolean
}

async function takeOver(client: pg.Client, id: string, claim: string, plan: Plan): Promise<Shard[]> {
  const rows = await transaction(client, async () => {
    await holdClaim(client, { id, claim })
    return query<CheckpointRow>(client, TAKE_OVER, [id, claim])
  })
  const bySource = new Map(plan.tables.map((table) => [table.source, table]))
  return rows.toSorted((a, b) => a.shard - b.shard).map((row) => shardOf(row, bySource.get(row.table)!))
}

/**
 * A shard as its checkpoint is now.
 * @throws LiteliftError `migration-running` where the claim has no such shard: another one has the migration, or it has ended
 */
export async function readShard(
  client: pg.ClientBase,
  { id, claim }: Claimed,
  plan: Plan,
  shard: number,
): Promise<Shard> {
  const [row] = await query<CheckpointRow>(client, SHARD, [id, claim, shard])
  const table = plan.tables.find(({ source }) => source === row?.table)
  if (!row || !table) throw takenOver()
  return shardOf(row, table)
}

const SHARD = `
  SELECT shard, table_name AS table, low, high, reached, rows::float8 AS rows, done
    FROM litelift.checkpoint WHERE migration = $1 AND claim = $2 AND shard = $3`

function shardOf({ shard, low, high, reached, rows, done }: CheckpointRow, table: TablePlan): Shard {
  return { table, shard, range: { after: bigint(reached ?? low), through: bigint(high) }, rows, done }
}

const TAKE_OVER = `
  UPDATE litelift.checkpoint SET claim = $2 WHERE migration = $1
  RETURNING shard, table_name AS table, low, high, reached, rows::float8 AS rows, done`

function bigint(text: string | null): bigint | null {
  return text === null ? null : BigInt(text)
}
