import { LiteliftError, type Subject } from '../../errors.ts'
import { OUT_OF_MEMORY } from './messages.ts'

/** What SQLite was asked to do: `doing` finishes "while it was …". */
export interface Work {
  doing: string
  subject?: Subject
}

/** How a process ended: its exit code or the signal that ended it, and the last that it said on stderr. */
interface Ended {
  code: number | null
  killedBy: NodeJS.Signals | null
  said: string
}

/** The error for a process that ended unasked, at the work or before any. */
export function childEnded(work: Work | null, { code, killedBy, said }: Ended): LiteliftError {
  const subject = work?.subject ?? {}
  const when = work === null ? '' : `, while it was ${work.doing}`
  const cause = said === '' ? undefined : new Error(said)
  if (said.includes(OUT_OF_MEMORY) || said.includes('JavaScript heap out of memory')) {
    return new LiteliftError('file-too-costly', {
      subject,
      message: `SQLite took more memory than a file of this size needs${when}.`,
      hint: 'Look for columns that compute large values, or damage (`PRAGMA integrity_check`); copy the rows into plain tables, or leave the table out.',
      cause,
    })
  }
  return new LiteliftError('worker-ended', {
    subject,
    message: `The process in which SQLite works ended ${killedBy === null ? `with code ${code}` : `by ${killedBy}`}${when}.`,
    hint: 'Run it again, with more memory where there is little; when that ends alike, check the file with `PRAGMA integrity_check`.',
    cause,
  })
}

export function startFailed(cause: Error): LiteliftError {
  return new LiteliftError('worker-ended', {
    message: `The process in which SQLite works could not be started: ${cause.message}.`,
    hint: 'See whether the system lets this user start more processes and has memory for them, then run it again.',
    cause,
  })
}
