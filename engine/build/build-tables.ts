import type pg from 'pg'
import type { Listener } from '../events.ts'
import type { Note } from '../notes.ts'
import type { Plan } from '../plan/plan.ts'
import { connectSeveral } from '../target/connect-several.ts'
import type { ConnectionSettings } from '../target/settings.ts'
import { builtNames } from './built-names.ts'
import { buildForeignKeys } from './foreign-keys.ts'
import { buildGenerated } from './generated.ts'
import { buildIndexes } from './indexes.ts'
import { finishTables } from './tables.ts'

export interface Build {
  plan: Plan
  /** The staging schema. */
  schema: string
  settings: ConnectionSettings
  applicationName: string
  connections: number
  listener: Listener
}

/** One object to build, and where it is built. */
export type Job = (client: pg.Client) => Promise<Note[]>

/**
 * Builds what belongs to the new tables once their rows are there: generated columns, indexes, keys, checks, foreign keys, statistics.
 * What an earlier attempt built stays. Returns notes on what the rows forced to be weaker than the file says.
 */
export async function buildTables(build: Build): Promise<Note[]> {
  const tables = build.plan.tables.filter(({ action }) => action === 'create' || action === 'replace')
  if (tables.length === 0) return []
  await using connections = await connectSeveral(
    Math.min(build.connections, tables.length * 2),
    build.settings,
    build.applicationName,
  )
  await Promise.all(connections.clients.map((client) => client.query(SESSION)))
  // First, because it makes tables anew.
  const notes = await inTurn(connections.clients, buildGenerated(build, tables))
  const built = await builtNames(connections.clients[0]!, build.schema)
  notes.push(...(await inTurn(connections.clients, buildIndexes(build, tables, built))))
  // After the indexes: a table's ALTER waits for its index builds and would hold up the others.
  notes.push(...(await inTurn(connections.clients, finishTables(build, tables, built))))
  // One after another: two foreign keys lock two tables each and could wait for each other.
  notes.push(...(await inTurn(connections.clients.slice(0, 1), buildForeignKeys(build, built))))
  return notes
}

/** Settings that any role may change. 256 MB sorts some 5 million keys in memory; parallel workers share it. */
const SESSION = `SET maintenance_work_mem = '256MB'; SET synchronous_commit = off`

/** Works the jobs off on all connections. The first failure ends it when the running ones have ended. */
async function inTurn(clients: pg.Client[], jobs: Job[]): Promise<Note[]> {
  const notes: Note[][] = []
  let next = 0
  const ended = await Promise.allSettled(
    clients.map(async (client) => {
      while (next < jobs.length) {
        const job = next++
        try {
          notes[job] = await jobs[job]!(client)
        } catch (error) {
          next = jobs.length
          throw error
        }
      }
    }),
  )
  const failed = ended.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return notes.flat()
}
