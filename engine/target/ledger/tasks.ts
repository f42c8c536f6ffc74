import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type pg from 'pg'
import type { Claimed } from '../claim/claimed.ts'
import { holdClaim, takenOver } from '../claim/fence.ts'
import { execute, query, transaction } from '../query.ts'

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]

/** A plan as JSON, and the target that it was made for (catalogue-state.ts). */
export interface SavedPlan {
  json: string
  madeFor: string
}

/**
 * Keeps the plan for the tasks that come after.
 * @param anew whether nothing is to be left of what tasks of an earlier plan did
 * @throws LiteliftError `migration-running` where another claim has the migration
 */
export async function savePlan(
  client: pg.ClientBase,
  claimed: Claimed,
  { json, madeFor }: SavedPlan,
  { anew }: { anew: boolean },
): Promise<void> {
  const packed = await pack(json)
  await transaction(client, async () => {
    await holdClaim(client, claimed)
    if (anew) await execute(client, FORGET_PLANNED, [claimed.id])
    await execute(client, SAVE_PLAN, [claimed.id, claimed.claim, packed, madeFor])
  })
}

const SAVE_PLAN = `
  INSERT INTO litelift.plan (migration, claim, plan, made_for) VALUES ($1, $2, $3, $4)
  ON CONFLICT (migration) DO UPDATE SET claim = excluded.claim, plan = excluded.plan, made_for = excluded.made_for`

/** @throws LiteliftError `migration-running` where the claim has none: another one has the migration, or it has ended */
export async function readPlan(client: pg.ClientBase, { id, claim }: Claimed): Promise<SavedPlan> {
  const [row] = await query<{ plan: Buffer; madeFor: string }>(
    client,
    'SELECT plan, made_for AS "madeFor" FROM litelift.plan WHERE migration = $1 AND claim = $2',
    [id, claim],
  )
  if (row === undefined) throw takenOver()
  return { json: (await unpack(row.plan)).toString(), madeFor: row.madeFor }
}

/** Keeps what a task adds to the report, in place of what its earlier try did. @throws LiteliftError `migration-running` */
export async function saveTask(client: pg.ClientBase, claimed: Claimed, task: string, json: string): Promise<void> {
  const packed = await pack(json)
  await transaction(client, async () => {
    await holdClaim(client, claimed)
    await execute(client, SAVE_TASK, [claimed.id, claimed.claim, task, packed])
  })
}

const SAVE_TASK = `
  INSERT INTO litelift.task (migration, claim, task, record) VALUES ($1, $2, $3, $4)
  ON CONFLICT (migration, task) DO UPDATE SET claim = excluded.claim, record = excluded.record`

/** What the tasks of a claim left, in their order. */
export async function readTasks(client: pg.ClientBase, { id, claim }: Claimed): Promise<string[]> {
  const rows = await query<{ record: Buffer }>(
    client,
    'SELECT record FROM litelift.task WHERE migration = $1 AND claim = $2 ORDER BY number',
    [id, claim],
  )
  return Promise.all(rows.map(async ({ record }) => (await unpack(record)).toString()))
}

/** What came before any plan stays. */
const FORGET_PLANNED = `DELETE FROM litelift.task WHERE migration = $1 AND task !~ '^(prepare|profile)'`

/** Checkpoints and what tasks left, once the report holds it all. */
export async function forgetProgress(client: pg.ClientBase, id: string): Promise<void> {
  await execute(client, FORGET, [id])
}

const FORGET = `
  WITH plan AS (DELETE FROM litelift.plan WHERE migration = $1),
       task AS (DELETE FROM litelift.task WHERE migration = $1),
       part AS (DELETE FROM litelift.part WHERE migration = $1)
  DELETE FROM litelift.checkpoint WHERE migration = $1`
