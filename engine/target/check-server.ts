import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Options } from '../options.ts'
import { query } from './query.ts'

/**
 * Refuses a server that cannot be a target before anything is made there.
 * @throws LiteliftError `target-too-old`, `target-encoding`, `target-standby`, `target-read-only`, `target-grant-missing`
 */
export async function checkServer(
  client: pg.ClientBase,
  { schema, dataOnly }: Pick<Options, 'schema' | 'dataOnly'>,
): Promise<void> {
  const [server] = await query<ServerFacts>(client, SERVER, [schema, dataOnly])
  if (!server) return
  const refuse = (
    code: 'target-too-old' | 'target-encoding' | 'target-standby' | 'target-read-only' | 'target-grant-missing',
    message: string,
    hint: string,
  ) => {
    throw new LiteliftError(code, { message, hint })
  }
  if (server.version < 140_000) {
    refuse(
      'target-too-old',
      `The server is PostgreSQL ${Math.floor(server.version / 10_000)}.`,
      'litelift needs PostgreSQL 14 or later.',
    )
  }
  if (server.encoding !== 'UTF8') {
    refuse(
      'target-encoding',
      `The database has the encoding ${server.encoding}.`,
      'Create the database with ENCODING UTF8.',
    )
  }
  if (server.inRecovery) {
    refuse(
      'target-standby',
      'The server takes no writes as long as it follows another one, or recovers.',
      'Connect to the primary (the writer endpoint); after a failover, try again.',
    )
  }
  if (server.readOnly) {
    refuse(
      'target-read-only',
      'Transactions of this role in this database are read-only (default_transaction_read_only).',
      'Run as its owner: ALTER ROLE … RESET default_transaction_read_only, or the same for the database.',
    )
  }
  if (!server.mayCreate) {
    const grant = `GRANT CREATE ON DATABASE ${server.quotedDatabase} TO ${server.quotedUser};`
    refuse(
      'target-grant-missing',
      `The role ${server.quotedUser} may not create schemas in the database.`,
      `Run as its owner: ${grant}`,
    )
  }
  if (server.schemaExists && !server.mayUseSchema) {
    const grant = `GRANT USAGE${dataOnly ? '' : ', CREATE'} ON SCHEMA ${server.quotedSchema} TO ${server.quotedUser};`
    refuse(
      'target-grant-missing',
      `The role ${server.quotedUser} may not ${dataOnly ? 'use' : 'create tables in'} the schema ${server.quotedSchema}.`,
      `Run as its owner: ${grant}`,
    )
  }
}

interface ServerFacts {
  version: number
  encoding: string
  readOnly: boolean
  inRecovery: boolean
  mayCreate: boolean
  schemaExists: boolean
  mayUseSchema: boolean
  quotedDatabase: string
  quotedUser: string
  quotedSchema: string
}

const SERVER = `
  SELECT current_setting('server_version_num')::int AS version,
         current_setting('server_encoding') AS encoding,
         current_setting('transaction_read_only')::bool AS "readOnly",
         pg_is_in_recovery() AS "inRecovery",
         has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
         EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS "schemaExists",
         coalesce((SELECT ($2 OR has_schema_privilege(oid, 'CREATE')) AND has_schema_privilege(oid, 'USAGE')
                     FROM pg_namespace WHERE nspname = $1), false) AS "mayUseSchema",
         quote_ident(current_database()) AS "quotedDatabase", quote_ident(current_user) AS "quotedUser",
         quote_ident($1) AS "quotedSchema"`
