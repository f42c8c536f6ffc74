import { STACKS } from './named.ts'

/** What the caller does next: mend the file, mend the options, mend the target, or try again later. */
export type ErrorKind = 'file' | 'options' | 'target' | 'again'

// Each has its heading in docs/errors.md (test/docs checks it).
/** Every error code, with what the caller does next (docs/errors.md). A code is stable once released: scripts match on it. */
export const ERROR_KINDS = {
  // the file
  'file-missing': 'file',
  'file-replaced': 'file',
  'file-empty': 'file',
  'file-truncated': 'file',
  'file-not-sqlite': 'file',
  'file-sql-dump': 'file',
  'file-statement-refused': 'file',
  'file-encrypted': 'file',
  'file-compressed': 'file',
  'file-archive': 'file',
  'file-damaged': 'file',
  'file-schema-unreadable': 'file',
  'file-wal-missing': 'file',
  'file-too-large': 'file',
  'file-too-costly': 'file',
  'file-needs-disk': 'file',
  'value-invalid-text': 'file',
  'table-too-wide': 'file',
  // the options
  'option-invalid': 'options',
  'placeholder-missing': 'options',
  'placeholder-refused': 'options',
  'schema-taken': 'options',
  'table-unknown': 'options',
  'column-unknown': 'options',
  'statement-refused': 'options',
  'route-missing': 'options',
  'event-invalid': 'options',
  'request-expired': 'options',
  'secret-invalid': 'options',
  // the target
  'target-refused-login': 'target',
  'target-grant-missing': 'target',
  'target-read-only': 'target',
  'target-encoding': 'target',
  'target-table-missing': 'target',
  'target-column-missing': 'target',
  'target-column-required': 'target',
  'target-key-missing': 'target',
  'target-row-security': 'target',
  'target-dependents': 'target',
  'target-refused-values': 'target',
  'target-refused-definition': 'target',
  'target-reference-changed': 'target',
  'target-code-failed': 'target',
  'target-name-taken': 'target',
  'target-out-of-locks': 'target',
  'target-too-old': 'target',
  'verify-differs': 'target',
  'local-server-failed': 'target',
  // try again
  'target-unreachable': 'again',
  'target-connection-lost': 'again',
  'target-out-of-space': 'again',
  'target-busy': 'again',
  'target-changed': 'again',
  'target-standby': 'again',
  // By a rollback of the stack; a later deployment may bring the newer version back.
  'ledger-newer': 'again',
  'object-unavailable': 'again',
  'secret-unavailable': 'again',
  'event-bus-unavailable': 'again',
  'queue-unavailable': 'again',
  'report-missing': 'again',
  'migration-running': 'again',
  'migration-interrupted': 'again',
  'disk-unavailable': 'again',
  'worker-ended': 'again',
  internal: 'again',
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERROR_KINDS

/** Where it happened; as much as is known. `rowid` is decimal text because it has 64 bits. */
export interface Subject {
  file?: string
  table?: string
  column?: string
  rowid?: string
  page?: number
  /** Path of an option, or of a member of a request: `tables.users.mode`, `target.tls`. */
  option?: string
}

/** Who is at work on a migration that somebody else asks for. */
export interface Holder {
  /** The session of a process, or the ARN of an execution of a state machine. */
  owner: string
  kind: 'session' | 'execution'
  /** Until when it is at work at least, by the server's clock (ISO 8601, UTC), and how many seconds that is from when it was asked. */
  until: string
  seconds: number
}

interface Details {
  subject?: Subject
  /** One sentence: why. */
  message: string
  /** One sentence: what to do about it. */
  hint: string
  /** Of `migration-running`, where it is known. */
  holder?: Holder
  cause?: unknown
}

/** The one error the engine throws on purpose. Anything else that escapes a phase is a defect and becomes code `internal`. */
export class LiteliftError extends Error {
  override readonly name = 'LiteliftError'
  readonly code: ErrorCode
  readonly subject: Subject
  readonly hint: string
  readonly holder: Holder | null

  constructor(code: ErrorCode, { subject = {}, message, hint, holder, cause }: Details) {
    super(message, { cause })
    this.code = code
    this.subject = subject
    this.hint = hint
    this.holder = holder ?? null
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code]
  }

  /** Makes the error again from what {@link toJSON} gave, with the cause of the thread that it happened on. */
  static revive(data: ErrorReport, cause?: unknown): LiteliftError {
    // Not by its own name, which bundlers would change to keep both apart, and traces show.
    return new this(data.code, { ...data, cause })
  }

  /** A plain object for reports, logs and worker messages. */
  toJSON(): ErrorReport {
    const { code, kind, subject, message, hint, holder } = this
    return { code, kind, subject, message, hint, ...(holder && { holder }) }
  }
}

/** The migration was asked to stop (a signal, a time limit) and can go on from its checkpoints. */
export function interrupted(cause?: unknown): LiteliftError {
  return new LiteliftError('migration-interrupted', {
    message: 'The migration was stopped before its end; what is staged so far is kept.',
    hint: 'Run it again: it goes on from its last checkpoint.',
    cause,
  })
}

/** What was thrown, with the reason of the signal where that ended the work. */
export function withReason(thrown: unknown, signal: AbortSignal | undefined): LiteliftError {
  const error = asLiteliftError(thrown)
  return error.code === 'migration-interrupted' && signal?.aborted ? interrupted(signal.reason) : error
}

/** A LiteliftError as data: what the report, the ledger and the logs carry. */
export interface ErrorReport {
  code: ErrorCode
  /** Whom it asks to act: whoever made the file, wrote the options or runs the target; `again`: nobody, the same may succeed later. */
  kind: ErrorKind
  subject: Subject
  /** Why, in a sentence or two. */
  message: string
  /** What to do about it. */
  hint: string
  /** Of `migration-running`, where it is known. */
  holder?: Holder
}

/** Turns whatever was thrown into a LiteliftError; what nobody foresaw becomes `internal`, its own error kept as the cause. */
export function asLiteliftError(thrown: unknown): LiteliftError {
  if (thrown instanceof LiteliftError) return thrown
  // By Node's own functions, which a signal was given to.
  if (thrown instanceof Error && thrown.name === 'AbortError') return interrupted(thrown)
  const ofDisk = diskError(thrown)
  if (ofDisk !== null) return ofDisk
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new LiteliftError('internal', {
    message: `litelift met a condition it does not know: ${message}`,
    hint: `This is a defect in litelift; please report it with ${STACKS}.`,
    cause: thrown,
  })
}

/** The error about a file under the name that was given: the user does not know that of the private copy. */
export function namingFile(thrown: unknown, uri: string): LiteliftError {
  const error = asLiteliftError(thrown)
  if (error.subject.file === undefined || error.subject.file === uri) return error
  return LiteliftError.revive({ ...error.toJSON(), subject: { ...error.subject, file: uri } }, error)
}

/** What the system says of files, not of sockets or programs (man 3 errno). */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']
const REFUSED =
  'EACCES EBUSY EEXIST EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENODEV ENOENT ENOTDIR ENOTEMPTY ENXIO EPERM EROFS ESTALE'.split(
    ' ',
  )

/** Files are all that litelift itself asks of the system: where it refuses, in whichever phase, the machine is to be mended. */
function diskError(thrown: unknown): LiteliftError | null {
  if (!(thrown instanceof Error) || !('syscall' in thrown) || /^(spawn|connect)/.test(String(thrown.syscall)))
    return null
  const { code = '', message } = thrown as NodeJS.ErrnoException
  if (FULL.includes(code)) {
    return new LiteliftError('file-too-large', {
      message: `The disk has no room for what the file needs (${message}).`,
      hint: 'Free space where TMPDIR points, or let it point elsewhere; Lambda has 10,240 MB at most (docs/limits.md).',
      cause: thrown,
    })
  }
  if (!REFUSED.includes(code)) return null
  return new LiteliftError('disk-unavailable', {
    message: `The system refuses a file that litelift works on (${message}).`,
    hint: 'Let TMPDIR name a directory that exists, can be written to, and has room for the file.',
    cause: thrown,
  })
}
