import { fromExactJson, toExactJson } from '../exact-json.ts'
import { stagingSchema } from '../stage/staging.ts'
import { nulledRows } from '../target/ledger/nulled.ts'
import { askParts, readAllFound, readAsked, saveFound } from '../target/ledger/parts.ts'
import { digestOnThreads } from '../threads/digest-on-threads.ts'
import { openPool } from '../threads/pool.ts'
import { addedSums, digestParts, equalRows, type TableSums } from '../verify/digest/compare-digests.ts'
import { cutTable, type DigestPart } from '../verify/digest/cut-table.ts'
import { storedTable, type StoredTable } from '../verify/stored-table.ts'
import { describeTargets } from '../verify/target-table.ts'
import { openRows } from './open-file.ts'
import type { ShardOfMigration } from './stage-migration-shard.ts'
import { asTask, type TaskRequest } from './task.ts'
import { rejectedOf, type Staged, type Work } from './work.ts'

/** A part of a table, and which file the target's rows lie in: of a table that was made anew since, it is another. */
type Asked = DigestPart & Pick<StoredTable, 'file'>

/** Null where something is unknown to digests. */
interface Found {
  table: string
  sums: TableSums | null
}

/** Threads: one reads the file, and one the target. */
const SIDES = 2

/**
 * Digests parts of tables that the task before asked for. A try that comes again finds it done.
 *
 * Tasks share no snapshot of the target: between build and publish nobody writes to staging, which is the claim's, and ANALYZE, VACUUM and hint bits
 * move no row from one block to another. Where somebody did write, the sums differ from those of the file, as they would within a snapshot.
 */
export function digestMigrationShard(request: TaskRequest, { id, claim, shard }: ShardOfMigration): Promise<void> {
  const claimed = { id, claim }
  return asTask(request, claimed, `digest ${shard}`, async (task) => {
    const { connection, recorder, target, signal } = task
    const { part, isFound } = await readAsked(connection.client, claimed, 'digest', shard)
    if (isFound) return
    await using source = await openRows(request, task, false)
    const { pages } = source
    await recorder.phase('verify', async () => {
      await using pool = openPool(SIDES)
      const digesting = digestOnThreads(pool, { pages, target, signal })
      const found: Found[] = []
      for (const asked of fromExactJson(part.asked) as Asked[])
        found.push({ table: asked.table, sums: await digestParts(digesting, [asked], { snapshot: null }) })
      await saveFound(connection.client, claimed, part, toExactJson(found))
    })
  })
}

/**
 * Asks for digests of all tables that they can tell of, in shards of about so many bytes of the larger of both sides; what was asked before is forgotten.
 * @returns numbers of the shards that are to be digested; none where values are not asked for, or are not worth tasks of their own
 */
export async function askDigests(
  request: TaskRequest,
  work: Work,
  staged: Staged,
  { shardBytes }: { shardBytes: number },
): Promise<number[]> {
  const { connection, claimed, options } = work
  const isWorthIt = options.verify === 'full' && request.reading?.parts === true
  const shards = isWorthIt ? await cutTables(request, work, staged, shardBytes) : []
  const asked = shards.length > 1 ? shards.map((shard) => toExactJson(shard)) : []
  return (await askParts(connection.client, claimed, 'digest', asked)).map(({ shard }) => shard)
}

async function cutTables(request: TaskRequest, work: Work, staged: Staged, shardBytes: number): Promise<Asked[][]> {
  const { client } = work.connection
  const schema = stagingSchema(work.claimed.id)
  const rejected = rejectedOf(work, staged)
  const nulled = await nulledRows(client, work.claimed.id)
  const tables = staged.plan.tables.filter(({ source }) => rejected(source) === null && nulled(source) === null)
  const names = tables.map(({ name }) => name)
  const targets = await describeTargets(client, schema, names)
  const stored = new Map<string, StoredTable | null>()
  for (const name of targets.keys()) stored.set(name, await storedTable(client, schema, name))
  const bytesOf = (name: string) => stored.get(name)?.bytes ?? 0
  const all = names.reduce((sum, name) => sum + bytesOf(name), 0)
  if (all === 0) return []
  await using source = await openRows(request, work, false)
  const { pages } = source
  // Columns that were left out, and indexes, are in the file alone.
  const scale = Math.max(1, (pages.pageCount * pages.pageSize) / all)
  const parts = tables.flatMap((table) => {
    const [target, lies] = [targets.get(table.name), stored.get(table.name)]
    if (!target || !lies) return []
    const bytes = lies.bytes * scale
    const cut = cutTable({ pages, table, schema, target, stored: lies, parts: Math.ceil(bytes / shardBytes) || 1 })
    return (cut ?? []).map((part) => ({ asked: { ...part, file: lies.file }, bytes: bytes / cut!.length }))
  })
  return inShards(parts, shardBytes)
}

/** Parts of small tables that are digested by one task at most: each takes a login and a request, some 50 ms. */
const MOST_PARTS = 256

/** Small tables together. */
function inShards(parts: readonly { asked: Asked; bytes: number }[], shardBytes: number): Asked[][] {
  const shards: Asked[][] = []
  let room = 0
  for (const { asked, bytes } of parts) {
    const taken = Math.max(bytes, shardBytes / MOST_PARTS)
    if (taken > room) {
      shards.push([])
      room = shardBytes
    }
    shards.at(-1)!.push(asked)
    room -= taken
  }
  return shards
}

/** What is known of tables by the digests of all of their parts. */
export interface Digested {
  /** Names in the file of those that have the very rows of the file, as many as were planned. */
  equal: ReadonlySet<string>
  /** Whether digests are known of any: of all others they tell nothing. */
  isAsked: boolean
}

export const NOTHING_DIGESTED: Digested = { equal: new Set(), isAsked: false }

export async function readDigests({ connection, claimed }: Work, { plan }: Staged): Promise<Digested> {
  const jsons = await readAllFound(connection.client, claimed, 'digest')
  const byTable = Map.groupBy(
    jsons.flatMap((json) => fromExactJson(json) as Found[]),
    ({ table }) => table,
  )
  const equal = plan.tables.filter(({ source, rows }) => {
    const sums = byTable.get(source)?.map((found) => found.sums) ?? [null]
    return !sums.includes(null) && equalRows(addedSums(sums as TableSums[])) === rows
  })
  return { equal: new Set(equal.map(({ source }) => source)), isAsked: jsons.length > 0 }
}
