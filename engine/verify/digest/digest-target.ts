import { addAbortListener } from 'node:events'
import type pg from 'pg'
import type { ConnectionSettings } from '../../target/settings.ts'
import { fromServer } from '../../target/server-error.ts'
import { execute } from '../../target/query.ts'
import { copyOut } from './copy-out.ts'
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

/** Thrown out of a COPY at a value that is none that digests know. */
const UNKNOWN = new Error('unknown')

/**
 * Digests the rows of a query.
 * @returns null where a value is none that digests know; the connection is of no use then
 * @throws LiteliftError by SQLSTATE; the signal's reason
 */
export async function digestTarget(
  client: pg.Client,
  task: DigestTarget,
  signal: AbortSignal,
): Promise<RowSums | null> {
  const { snapshot, sql, columns, name } = task
  signal.throwIfAborted()
  using _ = addAbortListener(signal, () => client.connection.stream.destroy())
  const digester = new CopyDigester(columns)
  let own: unknown = null
  const take = (bytes: Buffer) => {
    try {
      return digester.take(bytes)
    } catch (error) {
      own = error
      throw error
    }
  }
  try {
    await execute(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    if (snapshot !== null) await execute(client, `SET TRANSACTION SNAPSHOT '${snapshot}'`)
    await execute(client, 'SET LOCAL row_security = off')
    await copyOut(client, `COPY (${sql}) TO STDOUT (FORMAT binary)`, take)
    await execute(client, 'COMMIT')
    return digester.sums()
  } catch (error) {
    if (error === UNKNOWN) return null
    signal.throwIfAborted()
    throw error === own ? error : fromServer(error, { doing: `Reading ${name} to verify it` })
  }
}

/** Digests what a COPY sends. In the module's memory lie data that end within a row, behind them bytes of a message's head that is not whole. */
class CopyDigester {
  readonly #digester: Digester
  #isOpened = false
  #isClosed = false
  /** Bytes of the data, and of the head. */
  #data = 0
  #head = 0

  constructor(columns: readonly DigestColumn[]) {
    this.#digester = new Digester(columns)
    this.#digester.calls.clearMessages()
  }

  /** Gives what comes after the COPY, or null. */
  take(bytes: Buffer): Buffer | null {
    const { calls } = this.#digester
    const held = this.#data + this.#head
    const { at, memory } = this.#digester.room(held + bytes.length)
    memory.set(bytes, at + held)
    const limit = at + held + bytes.length
    const isOver = calls.messages(at + this.#data, limit) === ENDED.done
    const message = at + this.#data + calls.reached.value
    const end = at + this.#data + calls.unpacked.value
    const row = this.#digestRows(at, end)
    memory.copyWithin(at, row, end)
    this.#data = end - row
    if (isOver) return Buffer.from(memory.subarray(message, limit))
    memory.copyWithin(at + this.#data, message, limit)
    this.#head = limit - message
    return null
  }

  /** Up to a row that is not whole. */
  #digestRows(from: number, end: number): number {
    const { calls } = this.#digester
    let at = from
    if (!this.#isOpened) {
      if (end - at < HEADER) return at
      // Its extension is none.
      at += HEADER
      this.#isOpened = true
    }
    const ended = calls.rows(at, end)
    at += calls.reached.value
    this.#isClosed = ended === ENDED.done
    if (ended === ENDED.unknown || end - at > LONGEST_ROW) throw UNKNOWN
    return at
  }

  /** Null of what did not come to its end. */
  sums(): RowSums | null {
    return this.#isClosed ? this.#digester.sums() : null
  }
}
