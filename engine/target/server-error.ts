import { LiteliftError, type ErrorCode, type Subject } from '../errors.ts'
import { command, option } from '../named.ts'
import { said } from '../said.ts'

/** The fields of a PostgreSQL ErrorResponse that pg puts on its errors (protocol-error-fields.html). */
export interface ServerError extends Error {
  code: string
  severity?: string
  detail?: string
  hint?: string
  where?: string
  internalPosition?: string
  column?: string
  constraint?: string
}

export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && typeof (error as { code?: unknown }).code === 'string'
}

/** By a request to cancel, or by statement_timeout. */
export function isQueryCanceled(error: unknown): boolean {
  return sqlStateOf(error) === '57014'
}

interface Situation {
  code: ErrorCode
  hint: string
}

/** By SQLSTATE, longest match first: the code itself, then its class (errcodes-appendix.html). */
const BY_SQLSTATE: Record<string, Situation> = {
  '28': { code: 'target-refused-login', hint: 'Check user, password and pg_hba.conf of the target.' },
  '3D000': { code: 'target-refused-login', hint: 'Create the database first, or name another one.' },
  '42501': {
    code: 'target-grant-missing',
    hint: 'Run the GRANT that is missing as the owner of the database; what only an owner may do, as that role.',
  },
  // What is read only from the start is refused before any write (check-server.ts).
  '25006': {
    code: 'target-standby',
    hint: 'The server stopped taking writes, as after a failover; connect to the primary (the writer endpoint).',
  },
  '53100': { code: 'target-out-of-space', hint: 'Free or add disk space on the server; the migration then resumes.' },
  '53': {
    code: 'target-busy',
    hint: `The server is out of connections or memory; use fewer ${option('workers')} or try later.`,
  },
  '57': {
    code: 'target-connection-lost',
    hint: 'The server is stopping or starting; the migration resumes on the next try.',
  },
  '08': { code: 'target-connection-lost', hint: 'The connection broke; the migration resumes on the next try.' },
  '40': { code: 'target-busy', hint: 'Another transaction was in the way; try again.' },
  '55P03': {
    code: 'target-busy',
    hint: 'Another session holds a lock on a table of the target; try again when it is done.',
  },
  '22': {
    code: 'target-refused-values',
    hint: 'Change the value in the file, or the type of the column in the target.',
  },
  '23': {
    code: 'target-refused-values',
    hint: 'The rows break a constraint of the target; change the rows or the constraint.',
  },
  '2BP01': { code: 'target-dependents', hint: 'Drop what depends on the table, or use another mode.' },
  // By litelift itself (claim/fence.ts); no class of PostgreSQL begins with L.
  LL001: {
    code: 'migration-running',
    hint: `Nothing was published by this one; ${command('status')} shows the other.`,
  },
  '42P07': {
    code: 'target-name-taken',
    hint: 'Something of that name appeared in the target schema meanwhile; try again.',
  },
}

/** "out of shared memory", which a later try meets again; the setting's name in the server's hint is the same in every language. */
function outOfLocks({ code, hint }: ServerError): Situation | null {
  if (code !== '53200' || hint?.includes('max_locks_per_transaction') !== true) return null
  return {
    code: 'target-out-of-locks',
    hint: 'Raise max_locks_per_transaction on the server (it takes a restart), or migrate fewer tables at once (include).',
  }
}

const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOENT',
])

/**
 * Makes a LiteliftError of what pg threw: a server's error by SQLSTATE, a socket's by its code.
 * `what` names the statement's purpose; `server` is given while connecting.
 */
export function fromServer(
  error: unknown,
  what: { server?: string; subject?: Subject; doing?: string } = {},
): LiteliftError {
  if (error instanceof LiteliftError) return error
  if (isServerError(error)) {
    const situation = outOfLocks(error) ?? BY_SQLSTATE[error.code] ?? BY_SQLSTATE[error.code.slice(0, 2)]
    const details = [error.message, error.detail ?? ''].filter(Boolean).map(said).join('. ')
    return new LiteliftError(situation?.code ?? 'target-refused-definition', {
      subject: { ...what.subject },
      message: `${what.doing ?? 'PostgreSQL'}: ${details} (SQLSTATE ${error.code})`,
      hint:
        situation?.hint ??
        `This statement should have been accepted; please report it with the plan: ${command('plan')}.`,
      cause: error,
    })
  }
  const code = (error as { code?: unknown } | null)?.code
  const message = error instanceof Error ? error.message || String(code) : String(error)
  if (what.server !== undefined) {
    // By pg, before anything was sent: the server asked for one.
    if (/client password must be/.test(message)) {
      return new LiteliftError('target-refused-login', {
        message: `The server ${what.server} asks for a password, and none was given.`,
        hint: 'Set PGPASSWORD, which others on the machine do not see; a URL may hold it as well: postgres://user:password@host/database.',
        cause: error,
      })
    }
    if (/does not support SSL/.test(message)) {
      return new LiteliftError('target-unreachable', {
        message: `The server ${what.server} has no TLS, which this connection needs.`,
        hint: 'Switch TLS on there (ssl = on), or, where nobody can listen on the way, connect without: ?sslmode=disable in the URL, `tls: false` in settings.',
        cause: error,
      })
    }
    const unreachable = typeof code === 'string' && SOCKET_ERRORS.has(code)
    return new LiteliftError('target-unreachable', {
      message: `The server ${what.server} ${unreachable ? 'cannot be reached' : 'did not accept the connection'}: ${message}`,
      hint: 'Check host, port, TLS settings, security groups and that the server is running.',
      cause: error,
    })
  }
  return new LiteliftError('target-connection-lost', {
    subject: { ...what.subject },
    message: `The connection to the target broke: ${message}`,
    hint: 'Run the migration again; it resumes from its checkpoints.',
    cause: error,
  })
}

/** The SQLSTATE behind an error, or null where no server said it. */
export function sqlStateOf(error: unknown): string | null {
  const cause = error instanceof LiteliftError ? error.cause : error
  return isServerError(cause) ? cause.code : null
}
