import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { quoteLiteral } from '../target/quote.ts'
import { fromServer, isServerError } from '../target/server-error.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * Runs the user's own SQL inside the publishing transaction, under whose search path the target schema comes first. Within EXECUTE,
 * because PL/pgSQL refuses to begin, end or copy there, so that no statement can publish a part or hang the connection.
 * @throws LiteliftError `statement-refused` naming the statement by its place in the options, and nothing of its literals; the
 * server's when a retry helps
 */
export async function runUserSql(
  client: pg.ClientBase,
  option: 'before' | 'after',
  statements: string[],
): Promise<void> {
  for (const [position, sql] of statements.entries()) {
    try {
      await client.query(`DO ${quoteLiteral(`BEGIN EXECUTE ${quoteLiteral(sql)}; END`)}`)
    } catch (error) {
      throw refused(fromServer(withoutStatement(error, sql)), `${option}.${position}`)
    }
  }
}

/** The server's error repeats the statement in several fields, which --debug and logs would print. */
function withoutStatement(error: unknown, sql: string): unknown {
  if (!isServerError(error)) return error
  const { code, severity, message, detail, internalPosition } = error
  const place = internalPosition === undefined ? '' : ` at character ${internalPosition} of it`
  const said = new Error(withoutSecrets(message, sql, error) + place)
  return Object.assign(said, { code, severity, ...(detail && { detail: withoutSecrets(detail, sql, error) }) })
}

function refused(error: LiteliftError, path: string): LiteliftError {
  if (error.kind === 'again') return error
  return new LiteliftError('statement-refused', {
    message: `The statement ${path} of the options failed: ${error.message}`,
    hint: 'Nothing was published. Correct the statement, and migrate again.',
    cause: error,
  })
}
