import { asLiteliftError } from '../../engine/errors.ts'
import type { Report } from '../../engine/report/report.ts'
import { shownJson } from '../../engine/shown.ts'
import type { Deadline } from '../deadline.ts'
import type { Ended } from '../reports/ended.ts'
import { setAside } from './dead-letters.ts'
import { takeNotification } from './notification.ts'
import { parseNotification } from './parse-notification.ts'

/** Bytes of what a function may answer (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), less some for its envelope. */
const LONGEST = 6 * 2 ** 20 - 1024

/**
 * Takes an event that the function was called with, and answers whoever waits for it: with the report of the object, with `{ reports }` of
 * several, or with `{ error }` where the event could not be read and lies in the dead-letter queue now.
 * @throws LiteliftError what trying again can mend, so that Lambda does where nobody waits; `event-invalid` without a dead-letter queue
 */
export async function takeEvent(event: unknown, deadline: Deadline): Promise<unknown> {
  try {
    return answerOf(await takeNotification(parseNotification(event), deadline))
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    if (error.code !== 'event-invalid' || !(await setAside(shownJson(JSON.stringify(event)), error))) throw error
    return { error: error.toJSON() }
  }
}

/** Reports that are too long for an answer are told in short, with the places where they lie. */
export function answerOf(ended: Ended[]): unknown {
  const whole = together(ended.map(({ report }) => report))
  const text = shownJson(JSON.stringify(whole))
  if (Buffer.byteLength(text) <= LONGEST) return JSON.parse(text)
  return JSON.parse(shownJson(JSON.stringify(together(ended.map(inShort)))))
}

function together(reports: object[]): object | null {
  return reports.length > 1 ? { reports } : (reports[0] ?? null)
}

function inShort({ report, location }: Ended): object {
  const { format, id, outcome, source, target, mode, startedAt, seconds, rows, rejects, error }: Report = report
  return { format, id, outcome, source, target, mode, startedAt, seconds, rows, rejects, error, report: location }
}
