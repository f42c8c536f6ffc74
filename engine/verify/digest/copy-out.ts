import type { Socket } from 'node:net'
import type pg from 'pg'

/** Takes what came; gives what is not of the COPY any more, null where all was. */
type Take = (bytes: Buffer) => Buffer | null

/**
 * Runs a COPY … TO STDOUT, of which `take` gets what the socket brings, messages and all. A stream of its data makes an object of each message, thus
 * of each row: of 2M rows 1.1 of 3.4 s of processor (perf, comparing 2M × 17).
 * @throws what the server says; or what `take` throws: the connection is then of no use, because the rest of a COPY can neither be skipped nor cancelled on it
 */
export function copyOut(client: pg.Client, sql: string, take: Take): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(sql, take, resolve, reject))
  })
}

/** A query as pg runs those of others: it submits itself, and is told what is not of the COPY. */
class CopyOut implements pg.Submittable {
  readonly #sql: string
  readonly #take: Take
  readonly handleReadyForQuery: () => void
  readonly handleError: (error: unknown) => void

  constructor(sql: string, take: Take, done: () => void, failed: (error: unknown) => void) {
    this.#sql = sql
    this.#take = take
    this.handleReadyForQuery = done
    this.handleError = failed
  }

  submit(connection: pg.Connection): void {
    const socket = connection.stream as Socket
    const [parse] = socket.listeners('data') as [(bytes: Buffer) => void]
    const read = (bytes: Buffer) => {
      try {
        const rest = this.#take(bytes)
        if (rest === null) return release(bytes)
        socket.on('data', parse)
        socket.off('data', read)
        parse(rest)
      } catch (error) {
        socket.destroy()
        this.handleError(error)
      }
    }
    socket.on('data', read)
    socket.off('data', parse)
    connection.query(this.#sql)
  }

  handleCommandComplete(): void {
    // How many rows there were, their digests say.
  }
}

/**
 * Gives the memory of what the socket brought back at once: V8 sees an object of some hundred bytes, and would let 60 MB of what lies behind them
 * pile up in each thread before it looks.
 */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}
