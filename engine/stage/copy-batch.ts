import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams'
import type { TablePlan } from '../plan/plan.ts'
import { fromServer } from '../target/server-error.ts'
import { COPY_HEADER, COPY_TRAILER, copying, copyStatement } from './copy-statement.ts'

/**
 * Copies one batch into a table. `produce` encodes synchronously and goes on when the socket has taken its last chunk.
 * @throws LiteliftError what the server says against a row, or what reading and encoding threw; COPY is then aborted
 */
export async function copyBatch(
  client: pg.Client,
  schema: string,
  table: TablePlan,
  produce: () => Generator<Buffer, void, undefined>,
): Promise<void> {
  const stream = client.query(copyFrom(copyStatement(schema, table)))
  let refusal: unknown = null
  stream.once('error', (error) => (refusal = error))
  const ended = once(stream, 'finish')
  // Awaited below; until then a failure must not count as unhandled.
  ended.catch(() => undefined)
  try {
    stream.write(COPY_HEADER)
    const chunks = produce()
    for (;;) {
      const next = chunks.next()
      if (next.done) {
        stream.end(COPY_TRAILER)
        await ended
        return
      }
      await Promise.race([written(stream, next.value), ended])
    }
  } catch (error) {
    if (refusal !== null) throw fromServer(refusal, copying(table))
    await abort(stream)
    throw error
  }
}

/**
 * Resolves when the socket is done with the bytes. pg-copy-streams calls back once the socket drained, or at once where less than
 * its high-water mark is left: only the last chunk of a COPY is that small, and the server has that one when the COPY ends.
 */
function written(stream: CopyStreamQuery, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

/** Ends the COPY with CopyFail and waits until the connection can take a ROLLBACK. */
async function abort(stream: CopyStreamQuery): Promise<void> {
  const closed = once(stream, 'close').catch(() => undefined)
  stream.destroy()
  await closed
}
