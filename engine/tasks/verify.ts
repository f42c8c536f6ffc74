import { allEnded } from '../all-ended.ts'
import { gatherStatistics } from '../build/statistics.ts'
import type { SourceFile } from '../source/file/open.ts'
import { stagingSchema } from '../stage/staging.ts'
import { nulledRows } from '../target/ledger/nulled.ts'
import { digestOnThreads } from '../threads/digest-on-threads.ts'
import { openPool, threadsFor } from '../threads/pool.ts'
import { verifyStaged } from '../verify/verify-staged.ts'
import { buildOf } from './build.ts'
import type { Digested } from './digest-shards.ts'
import { rejectedOf, type Staged, type Work } from './work.ts'

/**
 * The phase verify, beside which statistics are gathered.
 * @param source null where values are not asked for, or all tables are known to be equal
 * @throws LiteliftError `verify-differs`
 */
export async function verifyBuilt(
  work: Work,
  source: Pick<SourceFile, 'sqlite' | 'pages'> | null,
  staged: Staged,
  { equal, isAsked }: Digested = { equal: new Set(), isAsked: false },
): Promise<void> {
  const { connection, claimed, options, recorder, signal, target } = work
  const { client } = connection
  const compared = options.verify === 'full' ? source : null
  await recorder.phase('verify', async () => {
    await using pool = openPool(compared && !isAsked ? threadsFor(compared.pages, options.workers) : 0)
    await allEnded([
      verifyStaged({
        source: compared,
        client,
        schema: stagingSchema(claimed.id),
        plan: staged.plan,
        equal,
        rejected: rejectedOf(work, staged),
        nulled: await nulledRows(client, claimed.id),
        // What they were asked of and did not settle, they do not settle here.
        digesting: compared && !isAsked ? digestOnThreads(pool, { pages: compared.pages, target, signal }) : null,
        listener: recorder.listener,
        signal,
      }),
      gatherStatistics(buildOf(work, staged)),
    ])
  })
}
