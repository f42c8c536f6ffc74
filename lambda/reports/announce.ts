import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { errorName } from '../../aws/error-name.ts'
import { LiteliftError } from '../../engine/errors.ts'
import type { Report } from '../../engine/report/report.ts'
import { shownJson } from '../../engine/shown.ts'
import { readAnnounced, recordAnnounced } from '../../engine/target/ledger/announced.ts'
import { connectWith } from '../../engine/target/connection/connect.ts'
import type { SettingsProvider } from '../../engine/target/settings.ts'
import type { ObjectEvent } from '../intake/s3-event.ts'
import type { Ended } from './ended.ts'
import { sandbox } from '../sandbox.ts'
import { migrationEvent } from './migration-event.ts'

/** A migration that ended, and what is needed to tell of it. */
export interface Announcement extends Ended {
  object: ObjectEvent
  /** null where it failed before its target was known. */
  target: SettingsProvider | null
}

/**
 * Tells EventBridge how a migration ended, after its commit, at least once: what was sent is written down in the ledger, so that a redelivery
 * sends what is missing and nothing else, unless somebody waits by a token. Nothing is told of an attempt that is tried again.
 * @throws LiteliftError `event-bus-unavailable`, or of the target, so that the message comes again
 */
export async function announce({ object, report, location, target }: Announcement): Promise<void> {
  if (sandbox().environment.eventBus === null || report.outcome === 'failed-retryable') return
  const send = (claim: string | null) => putEvent(object, report, { claim, location })
  if (target === null) return await send(null)
  let opened
  try {
    opened = await connectWith(target, 'litelift announce')
  } catch (error) {
    // What failed for good may have failed because nobody gets in; what was published is asked for again.
    if (report.error === null) throw error
    return await send(null)
  }
  await using connection = opened.connection
  const known = await readAnnounced(connection.client, report.id)
  if (known?.announced && !object.asked?.token) return
  await send(known?.claim ?? null)
  if (known) await recordAnnounced(connection.client, report.id, known.claim)
}

async function putEvent(
  object: ObjectEvent,
  report: Report,
  { claim, location }: { claim: string | null; location: string | null },
): Promise<void> {
  const { events, environment } = sandbox()
  const { type, detail } = migrationEvent(object, report, { claim, location })
  const entry = {
    EventBusName: environment.eventBus!,
    Source: 'litelift',
    DetailType: type,
    Detail: shownJson(JSON.stringify(detail)),
  }
  try {
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }))
    const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined)
    if (refused) throw new Error(refused.ErrorCode)
  } catch (cause) {
    throw new LiteliftError('event-bus-unavailable', {
      subject: { file: report.source.uri },
      message: `The migration ended, but its event could not be sent (${errorName(cause)}).`,
      hint: 'Grant the function events:PutEvents on its event bus, and its subnets a way to EventBridge.',
      cause,
    })
  }
}
