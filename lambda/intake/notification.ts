import { LiteliftError } from '../../engine/errors.ts'
import type { ErrorReport } from '../../engine/errors.ts'
import type { Deadline } from '../deadline.ts'
import { logger } from '../logger.ts'
import { migrateObject } from '../migration.ts'
import type { Ended } from '../reports/ended.ts'
import { handOn } from './hand-over.ts'
import type { Notification } from './s3-event.ts'

/**
 * Migrates every object that an event announces. Failures that a retry cannot mend are reported and count as done.
 * @throws LiteliftError the last failure that trying again can mend, after all objects had their turn; what succeeded
 * is answered from the ledger next time. What an execution is at work on is done with here, and what is left to one because the time was too short.
 */
export async function takeNotification({ objects, ignored }: Notification, deadline: Deadline): Promise<Ended[]> {
  if (ignored.length > 0) logger.info('Nothing to migrate in these records', { ignored })
  const all: Ended[] = []
  let unfinished: ErrorReport | null = null
  for (const object of objects) {
    const ended = await migrateObject(object, deadline)
    if (ended === null) continue
    all.push(ended)
    const { error } = ended.report
    if (error?.kind !== 'again') continue
    if (error.holder?.kind === 'execution') logger.info('An execution is at work on it, which tries again by itself')
    else if (error.code !== 'migration-interrupted' || !(await handOn(object))) unfinished = error
  }
  if (unfinished !== null) throw new LiteliftError(unfinished.code, unfinished)
  return all
}
