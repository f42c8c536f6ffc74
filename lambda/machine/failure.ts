import { ERROR_KINDS, type ErrorReport, LiteliftError, type ErrorCode } from '../../engine/errors.ts'
import { shownJson } from '../../engine/shown.ts'
import type { Failure } from './task.ts'

/** Characters of a message and of a hint: the failures of all shards of a file lie in the execution's state, which has 256 KiB. */
const LONGEST = 1000

/**
 * An error as a state machine tells errors apart: by its name, which is its code. Its message is the whole error as JSON, for the task that
 * reports it; it has no stack, which Lambda would repeat in the execution's state, and the log has.
 */
export class TaskFailure extends Error {
  constructor({ code, kind, subject, message, hint }: Omit<ErrorReport, 'holder'>) {
    const whole = { code, kind, subject, message: message.slice(0, LONGEST), hint: hint.slice(0, LONGEST) }
    super(shownJson(JSON.stringify(whole)))
    this.name = code
    this.stack = ''
  }
}

/** The error that a state failed with; `worker-ended` where its function did not live to tell. */
export function errorOf({ Error: name, Cause }: Failure): LiteliftError {
  const told = parsed((parsed(Cause) as { errorMessage?: string } | null)?.errorMessage ?? '') as ErrorReport | null
  if (told !== null && isCode(told.code)) return LiteliftError.revive(told)
  return new LiteliftError('worker-ended', {
    message: `A task of the state machine ended without an answer (${name}): ${Cause.slice(0, LONGEST)}`,
    hint: "The function's log says how far it came: out of memory, or of time. Then redrive the execution: it goes on from there.",
  })
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_KINDS, code)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
