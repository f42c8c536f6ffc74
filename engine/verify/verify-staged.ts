import type pg from 'pg'
import type { Listener } from '../events.ts'
import type { Options } from '../options.ts'
import type { Plan } from '../plan/plan.ts'
import type { SourceFile } from '../source/file/open.ts'
import { compareProgress } from './compare-progress.ts'
import { compareTables, type CompareRequest } from './compare.ts'
import { compareCounts } from './counts.ts'
import { differsError } from './differs.ts'

/**
 * The phase verify: row counts always, every value with extent `full`.
 * @throws LiteliftError `verify-differs`
 */
export async function verifyStaged(staged: {
  source: Pick<SourceFile, 'sqlite' | 'pages'>
  client: pg.Client
  schema: string
  plan: Plan
  extent: Options['verify']
  signal: AbortSignal
  rejected: CompareRequest['rejected']
  nulled: CompareRequest['nulled']
  digesting: CompareRequest['digesting']
  listener: Listener
}): Promise<void> {
  const { source, client, schema, plan, extent, signal, rejected, nulled, digesting, listener } = staged
  await compareCounts(client, schema, plan.tables)
  if (extent !== 'full') return
  const error = differsError(
    await compareTables({
      sqlite: source.sqlite,
      encoding: source.pages.encoding,
      client,
      schema,
      tables: plan.tables,
      signal,
      rejected,
      nulled,
      digesting,
      progress: compareProgress(listener, plan.tables),
    }),
  )
  if (error) throw error
}
