import * as z from 'zod'
import { migrate as migrateSource } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { answered, checkCall, type Shape } from './call.ts'
import { heard } from './callers-own.ts'
import { FILE_REQUEST, type FileRequest } from './file-request.ts'
import { openRequested } from './source.ts'
import { providerOf, TARGET, type TargetName } from './target.ts'

export interface MigrateRequest extends FileRequest {
  /** Where the rows go. */
  target: TargetName
  /**
   * Apply the file again although the ledger says that this version was published.
   * @default false
   */
  again?: boolean | undefined
}

const SHAPE: Shape = { ...FILE_REQUEST, target: TARGET, again: z.boolean('must be true or false').optional() }

/**
 * Migrates a file: all of it, or nothing. The report says how it ended; `error` is null where the rows are there.
 * @throws LiteliftError where it could not begin: a call that is not valid (`option-invalid`), no file to read (`file-*`, `object-unavailable`)
 */
export async function migrate(request: MigrateRequest): Promise<Report> {
  checkCall('migrate', SHAPE, request)
  const { source, target, options = {}, values, signal, listener, again } = request
  return await answered(
    async () => {
      const provider = providerOf(target, signal)
      await using opened = await openRequested(source, { signal })
      const { object } = opened
      return await migrateSource({
        source: object,
        target: provider,
        options,
        values,
        signal,
        listener: heard(listener),
        again,
      })
    },
    { signal },
  )
}
