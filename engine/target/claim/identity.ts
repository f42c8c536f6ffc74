import { createHash } from 'node:crypto'
import type pg from 'pg'
import { query } from '../query.ts'

/** What identifies a migration: what comes, and where it goes. */
export interface Identity {
  source: string
  version: string
  sequencer: string | null
  schema: string
  /** What the schema's name was made of (options/schema-option.ts); null where it was given as it is. */
  schemaMadeOf: string | null
  /** The key constants as text, by which sources that share the tables are told apart; null without any, and where rows are only added. */
  constants: string | null
  /** When the object was last modified (ISO 8601, UTC): the order of objects that have the same constants. Null where nothing orders them. */
  lastModified: string | null
  /** As of a source (source/file/source-object.ts). */
  identifiedBy: 'content' | 'version' | 'arrival' | 'seed'
  /** The options that decide what arrives, as text: other ones make another migration of the same content. */
  options: string
}

/**
 * The same for every delivery of the same version, wherever it runs; 16 hex digits, so that `litelift_<id>` is a readable schema name.
 * A changed route does not apply a version of an object again; on a command line, other options are another order.
 */
export function migrationId({ source, version, sequencer, schema, identifiedBy, options }: Identity): string {
  const parts = {
    content: [version, schema, options],
    version: [source, version, schema],
    arrival: [source, version, sequencer, schema],
    seed: [source, version, sequencer, schema],
  }
  return createHash('sha256').update(JSON.stringify(parts[identifiedBy])).digest('hex').slice(0, 16)
}

/**
 * The id under which the ledger knows it. Without a sequencer the newest arrival of that version is meant; where another content of the source
 * was published since, this one came after it, and is an arrival of its own.
 */
export async function knownId(client: pg.ClientBase, identity: Identity): Promise<string> {
  const { source, version, sequencer, schema, identifiedBy } = identity
  if (identifiedBy === 'content' || identifiedBy === 'version' || sequencer !== null) return migrationId(identity)
  const [newest] = await query<{ id: string; since: string | null }>(client, NEWEST, [source, version, schema])
  if (!newest) return migrationId(identity)
  return newest.since === null ? newest.id : migrationId({ ...identity, sequencer: `after ${newest.since}` })
}

/** A superseded arrival is not the newest, unless all are. */
const NEWEST = `
  SELECT newest.id,
         (SELECT later.id
            FROM litelift.migration AS later
           WHERE later.source = $1 AND later.target_schema = $3 AND later.version <> $2
             AND later.published IS NOT NULL AND later.finished_at > coalesce(newest.finished_at, newest.started_at)
           ORDER BY later.finished_at DESC LIMIT 1) AS since
    FROM litelift.migration AS newest
   WHERE source = $1 AND version = $2 AND target_schema = $3
   ORDER BY state = 'superseded', started_at DESC LIMIT 1`

/** Of the session lock that a claim holds. */
export function lockKey(id: string): string {
  return BigInt.asIntN(64, BigInt(`0x${id}`)).toString()
}
