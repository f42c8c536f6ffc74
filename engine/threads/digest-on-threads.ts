import type { PageFileSpec } from '../source/pages/page-file.ts'
import { withLogin } from '../target/connection/connect.ts'
import type { SettingsProvider } from '../target/settings.ts'
import type { Digesting } from '../verify/digest/compare-digests.ts'
import type { Pool } from './pool.ts'

/** Rows of a table below which connections and threads cost more than comparing one by one. */
const FEWEST = 20_000

/** Digests of both sides of a comparison, on the threads of a pool; those of the target with connections of their own. */
export function digestOnThreads(
  pool: Pool,
  { pages, target, signal }: { pages: PageFileSpec; target: SettingsProvider; signal: AbortSignal },
): Digesting {
  return {
    pages,
    lanes: pool.lanes,
    // What is fetched is brought to the disk to be compared in another way.
    fewest: pages.fetched === undefined ? FEWEST : 0,
    run: (tasks, done) =>
      withLogin(target, (settings) =>
        pool.run<'digest-file' | 'digest-target'>(
          tasks.map((task) => (task.kind === 'digest-file' ? task : { ...task, settings })),
          { signal, done: (_, sums) => done(Number(sums?.rows ?? 0)) },
        ),
      ),
  }
}
