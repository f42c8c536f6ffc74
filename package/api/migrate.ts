import type { Listener } from '../../engine/events.ts'
import { migrate as migrateSource } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { type FileRequest, openRequested } from './file-request.ts'
import { providerOf, type TargetName } from './target.ts'

export interface MigrateRequest extends FileRequest {
  target: TargetName
  /** Hears of phases, rows and notes, in order; must not throw. */
  listener?: Listener
  /** Apply the file again although the ledger says that this version was published. */
  again?: boolean
}

/**
 * Migrates a file: all of it, or nothing. The report says how it ended; `error` is null where the rows are there.
 * @throws LiteliftError where it could not begin: no file to read (`file-*`, `object-unavailable`), a URL that cannot be read (`option-invalid`)
 */
export async function migrate({ source, target, options = {}, ...rest }: MigrateRequest): Promise<Report> {
  const provider = providerOf(target)
  await using opened = await openRequested(source)
  return await migrateSource({ ...rest, source: opened.object, target: provider, options })
}
