import type pg from 'pg'
import type { Listener } from '../events.ts'
import type { Plan } from '../plan/plan.ts'
import type { SourceFile } from '../source/file/open.ts'
import { compareProgress } from './compare-progress.ts'
import { compareTables, type CompareRequest } from './compare.ts'
import { compareCounts } from './counts.ts'
import { differsError } from './differs.ts'

/**
 * The phase verify: row counts always, every value where there is the file.
 * @throws LiteliftError `verify-differs`
 */
export async function verifyStaged(staged: {
  source: Pick<SourceFile, 'sqlite' | 'pages'> | null
  client: pg.Client
  schema: string
  plan: Plan
  /** Names in the file of tables whose rows are known to be those of the file. */
  equal: ReadonlySet<string>
  signal: AbortSignal
  rejected: CompareRequest['rejected']
  nulled: CompareRequest['nulled']
  digesting: CompareRequest['digesting']
  listener: Listener
}): Promise<void> {
  const { source, client, schema, plan, equal, signal, rejected, nulled, digesting, listener } = staged
  const tables = plan.tables.filter((table) => !equal.has(table.source))
  // Constants are in no file, and no part of what is known.
  const counted = plan.tables.filter((table) => !equal.has(table.source) || table.constants.length > 0)
  await compareCounts(client, schema, counted)
  if (source === null || tables.length === 0) return
  const error = differsError(
    await compareTables({
      sqlite: source.sqlite,
      encoding: source.pages.encoding,
      client,
      schema,
      tables,
      signal,
      rejected,
      nulled,
      digesting,
      progress: compareProgress(listener, tables),
    }),
  )
  if (error) throw error
}
