import type pg from 'pg'
import { Loop } from '../../engine/loop/loop.ts'
import { fillOptions, type RawOptions } from '../../engine/options.ts'
import { fingerprintOf } from '../../engine/plan/fingerprint.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { preparePlan } from '../../engine/prepare-plan.ts'
import { Recorder } from '../../engine/report/recorder.ts'
import { openSource } from '../../engine/source/file/open.ts'
import { makePrivateCopy } from '../../engine/source/file/private-copy.ts'
import { stageShard, type StageShard } from '../../engine/stage/stage-shard.ts'
import { prepareStaging, stagingSchema, type Shard } from '../../engine/stage/staging.ts'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { openPool } from '../../engine/threads/pool.ts'
import type { TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { claimer, IDENTITY } from '../target/claimer.ts'

/** A file made of SQL, planned for a target, and what staging it needs. */
export interface StagingOf extends AsyncDisposable {
  plan: Plan
  /** The staging schema. */
  schema: string
  /** Claims the migration as one attempt to run it, which resumes what an earlier one staged unless asked not to. */
  attempt(asked?: { resume?: boolean; shardBytes?: number }): Promise<Attempt>
}

/** An attempt has the claim until it is disposed of. */
export interface Attempt extends AsyncDisposable {
  client: pg.Client
  claim: string
  shards: Shard[]
  task(shard?: number): StageShard
  /** Stages a shard on the attempt's own connection; gives the rows that each batch dealt with. */
  stage(shard?: number, signal?: AbortSignal, progress?: (rows: number) => void): Promise<number[]>
}

export async function stagingOf(target: TestDatabase, sql: string, raw: RawOptions = {}): Promise<StagingOf> {
  await using made = new AsyncDisposableStack()
  const folder = made.use(scratchFolder())
  const copy = made.use(await makePrivateCopy(makeDatabase(folder.path, { fill: sql })))
  const options = fillOptions({ schema: 's', ...raw }, {})
  const source = made.use(await openSource(copy.path, options))
  await using asking = await claimer(target)
  await using pool = openPool(0)
  const plan = await preparePlan(source, asking.client, options, pool, new Recorder({ uri: '', version: '' }))
  const id = migrationId(IDENTITY)
  const schema = stagingSchema(id)
  const { pages } = source
  const kept = made.move()
  return {
    plan,
    schema,
    async attempt({ resume = true, shardBytes = 2 ** 20 } = {}) {
      await using opened = new AsyncDisposableStack()
      const one = opened.use(await claimer(target))
      const { client } = one
      const claimed = await one.claim()
      if (claimed.state !== 'running') throw new Error(`the migration is ${claimed.state}`)
      const { claim } = claimed
      const fingerprint = fingerprintOf(plan)
      const shards = await prepareStaging(client, id, claim, plan, { pages, shardBytes, resume, fingerprint })
      const task = (number = 0): StageShard => {
        const { table, shard, range, rows: dealt } = shards[number]!
        const { settings } = target
        return {
          kind: 'stage',
          settings,
          applicationName: 'litelift tests',
          pages,
          schema,
          targetSchema: 's',
          table,
          shard,
          range,
          migration: id,
          claim,
          dealt,
        }
      }
      const held = opened.move()
      return {
        client,
        claim,
        shards,
        task,
        async stage(shard, signal = new AbortController().signal, progress = () => undefined) {
          const batches: number[] = []
          await stageShard(client, new Loop(), task(shard), signal, (rows) => {
            batches.push(rows)
            progress(rows)
          })
          return batches
        },
        [Symbol.asyncDispose]: () => held.disposeAsync(),
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
