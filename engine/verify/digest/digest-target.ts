import { addAbortSignal } from 'node:stream'
import type pg from 'pg'
import { to } from 'pg-copy-streams'
import type { ConnectionSettings } from '../../target/settings.ts'
import { fromServer } from '../../target/server-error.ts'
import { connect } from '../../target/connection/connect.ts'
import { execute } from '../../target/query.ts'
import { Digester, ENDED, type RowSums } from './digester.ts'
import type { DigestColumn } from './kinds.ts'

/** Rows of a query on the target; plain data, for a worker thread. */
export interface DigestTarget {
  kind: 'digest-target'
  settings: ConnectionSettings
  applicationName: string
  /** Of pg_export_snapshot(), where the rows are to be those of another connection's snapshot. */
  snapshot: string | null
  sql: string
  columns: readonly DigestColumn[]
  name: string
}

/** Signature, flags and the length of what may follow them (sql-copy.html, Binary Format). */
const HEADER = 19
/** A longer row has values that digests leave alone. */
const LONGEST_ROW = 64 << 20

/**
 * Digests the rows of a query.
 * @returns null where a value is none that digests know
 * @throws LiteliftError by SQLSTATE; the signal's reason
 */
export async function digestTarget(task: DigestTarget, signal: AbortSignal): Promise<RowSums | null> {
  signal.throwIfAborted()
  await using connection = await connect(task.settings, task.applicationName)
  const { client } = connection
  await execute(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  if (task.snapshot !== null) await execute(client, `SET TRANSACTION SNAPSHOT '${task.snapshot}'`)
  await execute(client, 'SET LOCAL row_security = off')
  return await digestRows(client, task, signal)
}

async function digestRows(
  client: pg.Client,
  { sql, columns, name }: DigestTarget,
  signal: AbortSignal,
): Promise<RowSums | null> {
  const digester = new Digester(columns)
  const stream = client.query(to(`COPY (${sql}) TO STDOUT (FORMAT binary)`, { highWaterMark: 1 << 20 }))
  let failure: unknown = null
  stream.on('error', (error) => (failure = error))
  addAbortSignal(signal, stream)
  let held = 0
  let skipped = 0
  let result: number = ENDED.more
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // The header is read over, and its extension is none.
      const from = Math.min(chunk.length, HEADER - skipped)
      skipped += from
      const length = chunk.length - from
      const { at, memory } = digester.room(held + length)
      memory.set(chunk.subarray(from), at + held)
      result = digester.calls.rows(at, at + held + length)
      const read = digester.calls.reached.value
      held = held + length - read
      memory.copyWithin(at, at + read, at + read + held)
      if (result === ENDED.unknown || held > LONGEST_ROW) return null
    }
    return result === ENDED.done ? digester.sums() : null
  } catch (error) {
    signal.throwIfAborted()
    throw error === failure ? fromServer(error, { doing: `Reading ${name} to verify it` }) : error
  } finally {
    // The rest of a COPY can neither be skipped nor cancelled on its connection.
    if (result !== ENDED.done) client.connection.stream.destroy()
  }
}
