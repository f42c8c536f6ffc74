import type { Socket } from 'node:net'
import { Client, type ClientConfig, type QueryResultRow } from 'pg'
import { isServerError } from '../server-error.ts'

/** In milliseconds. */
export interface Patience {
  /** Of silence before the server is asked. */
  silence: number
  /** Between two looks. */
  every: number
  /** That the server may take to answer on a second connection. */
  answer: number
}

const PATIENCE: Patience = { silence: 30_000, every: 5_000, answer: 15_000 }

/** pg keeps its socket here, and whether a statement runs; its types do not say so. */
interface Internals {
  connection: { stream: Socket }
  readyForQuery: boolean
}

export function socketOf(client: Client): Socket {
  return (client as unknown as Internals).connection.stream
}

export function isIdle(client: Client): boolean {
  return (client as unknown as Internals).readyForQuery
}

/**
 * Destroys the socket of a connection whose server no longer works on the statement that this side waits for, so that the
 * statement fails within 90 s. TCP alone takes a quarter of an hour (tcp_retries2) where bytes were sent into a black hole, and for ever
 * where an answer was lost; a statement may well run for hours. So after 30 s without a byte a second connection asks whether the
 * server process is still at it.
 */
export function watch(client: Client, config: ClientConfig, pid: number, patience = PATIENCE): Disposable {
  const socket = socketOf(client)
  let bytes = 0
  let since = performance.now()
  let doubts = 0
  let asking = false
  const look = async () => {
    const now = socket.bytesRead + socket.bytesWritten - socket.writableLength
    if (isIdle(client) || now !== bytes) {
      bytes = now
      since = performance.now()
      doubts = 0
      return
    }
    if (performance.now() - since < patience.silence) return
    // One answer may have crossed with the end of the statement.
    doubts = (await isAtWork(config, pid, patience)) ? 0 : doubts + 1
    if (doubts === 2 && !isIdle(client))
      socket.destroy(new Error(`the server has not answered for ${Math.round((performance.now() - since) / 1000)} s`))
  }
  const timer = setInterval(() => {
    if (asking) return
    asking = true
    void look().finally(() => (asking = false))
  }, patience.every).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Whether the process runs a statement and waits for nothing from this side; true too where that cannot be known. */
async function isAtWork(config: ClientConfig, pid: number, { answer }: Patience): Promise<boolean> {
  try {
    const [backend] = await askServer<Backend>(
      config,
      'SELECT state, wait_event AS waits FROM pg_stat_activity WHERE pid = $1',
      [pid],
      answer,
    )
    if (backend === undefined) return false
    // track_activities is off.
    if (backend.state === 'disabled') return true
    return backend.state === 'active' && backend.waits !== 'ClientRead' && backend.waits !== 'ClientWrite'
  } catch (error) {
    // A server that is full, or knows the password no more, is there; one that is starting has ended all that ran (57P03).
    return isServerError(error) && error.code !== '57P03'
  }
}

interface Backend {
  state: string | null
  waits: string | null
}

/** Asks on a connection of its own; connecting and answering may take `answer` milliseconds each. */
export async function askServer<Row extends QueryResultRow>(
  config: ClientConfig,
  sql: string,
  values: unknown[],
  answer = PATIENCE.answer,
): Promise<Row[]> {
  const client = new Client({ ...config, connectionTimeoutMillis: answer, query_timeout: answer })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await hangUp(client)
  }
}

/** Destroys the socket of a connection at the end of that many milliseconds, unless it is disposed of before. */
export function expire(client: Client, milliseconds: number): Disposable {
  const timer = setTimeout(() => socketOf(client).destroy(), milliseconds)
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

/** Milliseconds in which a server says goodbye. */
const GOODBYE = 5_000

/** Ends a connection in order, or, where the server does not react, all the same. */
export async function hangUp(client: Client): Promise<void> {
  using _ = expire(client, GOODBYE)
  await client.end()
}
