import { allEnded } from '../all-ended.ts'
import { gatherStatistics } from '../build/statistics.ts'
import type { SourceFile } from '../source/file/open.ts'
import { stagingSchema } from '../stage/staging.ts'
import { nulledRows } from '../target/ledger/nulled.ts'
import { digestOnThreads } from '../threads/digest-on-threads.ts'
import { openPool, threadsFor } from '../threads/pool.ts'
import { verifyStaged } from '../verify/verify-staged.ts'
import { buildOf } from './build.ts'
import { type Digested, NOTHING_DIGESTED } from './digest-shards.ts'
import { rejectedOf, type Staged, type Work } from './work.ts'

/**
 * The phase verify, beside which statistics are gathered.
 * @param source null where values are not asked for, or all tables are known to be equal
 * @param known what digests told before, or tell soon
 * @throws LiteliftError `verify-differs`
 */
export async function verifyBuilt(
  work: Work,
  source: Pick<SourceFile, 'sqlite' | 'pages'> | null,
  staged: Staged,
  known: Digested | Promise<Digested> = NOTHING_DIGESTED,
): Promise<void> {
  const { connection, claimed, options, recorder, signal, target } = work
  const { client } = connection
  const compared = options.verify === 'full' ? source : null
  const compare = async () => {
    const { equal, isAsked } = await known
    // What they were asked of and did not settle, they do not settle here.
    const pages = compared && !isAsked ? compared.pages : null
    await using pool = openPool(pages ? threadsFor(pages, options.workers) : 0)
    await verifyStaged({
      source: compared,
      client,
      schema: stagingSchema(claimed.id),
      plan: staged.plan,
      equal,
      rejected: rejectedOf(work, staged),
      nulled: await nulledRows(client, claimed.id),
      digesting: pages && digestOnThreads(pool, { pages, target, signal }),
      listener: recorder.listener,
      signal,
    })
  }
  await recorder.phase('verify', () => allEnded([compare(), gatherStatistics(buildOf(work, staged))]))
}
