import { allEnded } from '../all-ended.ts'
import { gatherStatistics } from '../build/statistics.ts'
import type { SourceFile } from '../source/file/open.ts'
import { stagingSchema } from '../stage/staging.ts'
import { nulledRows } from '../target/ledger/nulled.ts'
import { digestOnThreads } from '../threads/digest-on-threads.ts'
import { openPool, threadsFor } from '../threads/pool.ts'
import { verifyStaged } from '../verify/verify-staged.ts'
import { buildOf } from './build.ts'
import { rejectedOf, type Staged, type Work } from './work.ts'

/** The phase verify, beside which statistics are gathered. @throws LiteliftError `verify-differs` */
export async function verifyBuilt(
  work: Work,
  source: Pick<SourceFile, 'sqlite' | 'pages'>,
  staged: Staged,
): Promise<void> {
  const { connection, claimed, options, recorder, signal, target } = work
  const { client } = connection
  await recorder.phase('verify', async () => {
    await using pool = openPool(options.verify === 'full' ? threadsFor(source.pages, options.workers) : 0)
    await allEnded([
      verifyStaged({
        source,
        client,
        schema: stagingSchema(claimed.id),
        plan: staged.plan,
        extent: options.verify,
        rejected: rejectedOf(work, staged),
        nulled: await nulledRows(client, claimed.id),
        digesting: digestOnThreads(pool, { pages: source.pages, target, signal }),
        listener: recorder.listener,
        signal,
      }),
      gatherStatistics(buildOf(work, staged)),
    ])
  })
}
