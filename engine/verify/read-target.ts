import { addAbortSignal } from 'node:stream'
import type pg from 'pg'
import { to } from 'pg-copy-streams'
import { fromServer, isServerError } from '../target/server-error.ts'
import { CopyRow } from './copy-row.ts'

/**
 * Gives every row of a query to `take`, through COPY in text format; memory is one network chunk or the longest row.
 * When `take` throws or `signal` fires, the connection is destroyed: the rest of a COPY can neither be skipped nor
 * cancelled on it.
 * @throws LiteliftError by SQLSTATE; the signal's reason.
 */
export async function readTarget(
  client: pg.Client,
  { sql, columns, doing, signal }: { sql: string; columns: number; doing: string; signal: AbortSignal | undefined },
  take: (row: CopyRow) => void,
): Promise<void> {
  signal?.throwIfAborted()
  const stream = client.query(to(`COPY (${sql}) TO STDOUT`, { highWaterMark: 1 << 20 }))
  let failure: unknown = null
  stream.on('error', (error) => (failure = error))
  if (signal) addAbortSignal(signal, stream)
  const row = new CopyRow(columns)
  let ended = false
  try {
    let pieces: Buffer[] = []
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const last = chunk.lastIndexOf(NEWLINE)
      if (last === -1) {
        pieces.push(chunk)
        continue
      }
      const rows = pieces.length === 0 ? chunk : Buffer.concat([...pieces, chunk])
      const end = rows.length - (chunk.length - 1 - last)
      for (let at = 0; at < end;) {
        at = row.read(rows, at)
        take(row)
      }
      pieces = end < rows.length ? [rows.subarray(end)] : []
    }
    ended = true
  } catch (error) {
    signal?.throwIfAborted()
    throw error === failure ? fromServer(error, { doing }) : error
  } finally {
    // The server's own error ends the COPY in good order and leaves the connection usable.
    if (!ended && !isServerError(failure)) client.connection.stream.destroy()
  }
}

const NEWLINE = 0x0a
