import { LiteliftError } from '../../engine/errors.ts'
import type { ErrorReport } from '../../engine/errors.ts'
import type { Deadline } from '../deadline.ts'
import { logger } from '../logger.ts'
import { migrateObject } from '../migration.ts'
import type { Notification } from './s3-event.ts'

/**
 * Migrates every object of an S3 event. Failures that a retry cannot mend are reported and count as done.
 * @throws LiteliftError the last failure that trying again can mend, after all objects had their turn; what succeeded
 * is answered from the ledger next time.
 */
export async function takeNotification({ objects, ignored }: Notification, deadline: Deadline): Promise<void> {
  if (ignored.length > 0) logger.info('Nothing to migrate in these records', { ignored })
  let unfinished: ErrorReport | null = null
  for (const object of objects) {
    const report = await migrateObject(object, deadline)
    if (report?.error?.kind === 'again') unfinished = report.error
  }
  if (unfinished !== null) throw new LiteliftError(unfinished.code, unfinished)
}
