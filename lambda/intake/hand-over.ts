import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { errorName } from '../../aws/error-name.ts'
import { objectUri } from '../../aws/s3/name.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { shownJson } from '../../engine/shown.ts'
import { logger } from '../logger.ts'
import { isReport } from '../reports/report-store.ts'
import { sandbox } from '../sandbox.ts'
import type { Notification, ObjectEvent } from './s3-event.ts'

/**
 * Leaves the objects that are too large for one call to the state machine, by way of the queue from which its executions are started. One that
 * comes twice makes two executions, of which the second waits for the first and finds the file published. What was asked for by a name tells no size.
 * @returns what is left to do here
 * @throws LiteliftError `queue-unavailable`
 */
export async function handOver({ objects, ignored }: Notification): Promise<Notification> {
  const { large = [], small = [] } = Object.groupBy(objects, (object) => (isLarge(object) ? 'large' : 'small'))
  for (const object of large) {
    await send(object)
    logger.info('Left to the state machine', { object })
  }
  return { objects: small, ignored }
}

/**
 * Leaves an object whose migration ran out of time to the state machine, which goes on with what is done. False where there is none, or its queue takes
 * no message: then the message of the object comes again, and counts as a try.
 */
export async function handOn(object: ObjectEvent): Promise<boolean> {
  if (sandbox().environment.machine === null) return false
  try {
    await send(object)
    logger.info('The time was too short: left to the state machine, which goes on', { object })
    return true
  } catch (error) {
    logger.warn('The time was too short, and it could not be left to the state machine', { error: error as Error })
    return false
  }
}

function isLarge(object: ObjectEvent): boolean {
  const { machine } = sandbox().environment
  return machine !== null && object.bytes !== null && object.bytes >= machine.fromBytes && !isReport(object)
}

async function send(object: ObjectEvent): Promise<void> {
  const { sqs, environment } = sandbox()
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: environment.machine!.queueUrl,
        MessageBody: shownJson(JSON.stringify(object.asked ? asking(object) : announcing(object))),
      }),
    )
  } catch (cause) {
    throw new LiteliftError('queue-unavailable', {
      subject: { file: objectUri(object) },
      message: `The object is for the state machine, whose queue takes no message (${errorName(cause)}).`,
      hint: 'Grant the function sqs:SendMessage on the queue of LITELIFT_MACHINE_QUEUE_URL, and its subnets a way to SQS.',
      cause,
    })
  }
}

/** As EventBridge announces it (event-bridge.ts): so the intake can take it as well, should it come back from the dead letters. */
function announcing({ bucket, key, bytes, etag, versionId, sequencer }: ObjectEvent): object {
  return {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object: { key, size: bytes, etag, 'version-id': versionId, sequencer } },
  }
}

/** As it was asked for (plain-event.ts): what is asked beside a migration has no place in an announcement. */
function asking({ bucket, key, versionId, etag, asked }: ObjectEvent): object {
  return { bucket, key, versionId, etag, ...asked }
}
