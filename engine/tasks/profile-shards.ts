import { fromExactJson, toExactJson } from '../exact-json.ts'
import { damage } from '../source/pages/damage.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { type Marks, PageUse } from '../source/pages/page-use.ts'
import { askParts, type Part, readAsked, readFound, saveFound } from '../target/ledger/parts.ts'
import { openPool, type Pool } from '../threads/pool.ts'
import { mergeParts, type TablePart, type TablesProfile } from '../threads/profile-tables.ts'
import type { TaskResult } from '../threads/worker-task.ts'
import { openRows } from './open-file.ts'
import { asTask, type TaskRequest } from './task.ts'
import type { ShardOfMigration } from './stage-migration-shard.ts'
import type { Work } from './work.ts'

/** What a shard's rows hold, and the pages that they lie on, which are no other shard's. */
type Found = TaskResult['profile'] & { marks: Marks }

/** Profiles a part of one table that the task before asked for. A try that comes again finds it done. */
export function profileMigrationShard(request: TaskRequest, { id, claim, shard }: ShardOfMigration): Promise<void> {
  const claimed = { id, claim }
  return asTask(request, claimed, `profile ${shard}`, async (task) => {
    const { client } = task.connection
    const { part, isFound } = await readAsked(client, claimed, 'profile', shard)
    if (isFound) return
    await using source = await openRows(request, task, false)
    // On a thread of its own: this one renews the lease meanwhile, and heeds the end of the task's time.
    await using pool = openPool(1)
    await task.recorder.phase('inspect', () => profileShard(task, pool, source.pages, part))
  })
}

/**
 * The profiles of all parts of a file, of which other tasks may have read some or all.
 * @param leave gives the numbers of the parts that are still to be read, where they are several; they are read here otherwise
 * @throws LiteliftError `file-damaged` where two parts have a page in common
 */
export async function profileParts(
  work: Work,
  pool: Pool,
  pages: PageFileSpec,
  parts: readonly TablePart[],
  { leave }: { leave: boolean },
): Promise<{ profiles: TablesProfile[] } | { missing: number[] }> {
  const { connection, claimed } = work
  const { client } = connection
  const questions = parts.map(({ asked }) => toExactJson(asked))
  const missing = await askParts(client, claimed, 'profile', questions)
  if (leave && missing.length > 1) return { missing: missing.map(({ shard }) => shard) }
  for (const part of missing) await profileShard(work, pool, pages, part)
  const use = new PageUse(pages)
  const results: Found[] = []
  for (const [shard, { placement }] of parts.entries()) {
    const found = fromExactJson(await readFound(client, claimed, 'profile', shard)) as Found
    const twice = use.add(found.marks)
    if (twice !== null) throw damage(placement.table.name, twice, 'belongs to two places')
    results.push(found)
  }
  return { profiles: mergeParts(parts, results) }
}

async function profileShard(
  { connection, claimed, signal }: Pick<Work, 'connection' | 'claimed' | 'signal'>,
  pool: Pool,
  pages: PageFileSpec,
  part: Part,
): Promise<void> {
  const use = new PageUse(pages)
  const asked = fromExactJson(part.asked) as TablePart['asked']
  const [result] = await pool.run<'profile'>([{ kind: 'profile', pages, use: use.bits, ...asked }], { signal })
  const found: Found = { ...result!, marks: use.marks() }
  await saveFound(connection.client, claimed, part, toExactJson(found))
}
