import type { ClientBase } from 'pg'
import { interrupted } from '../../errors.ts'
import type { Connection } from './connect.ts'
import { askServer, isIdle, socketOf } from './watchdog.ts'

/** How the statement that runs when the signal fires is ended. */
export interface Ending {
  /** Milliseconds that it may go on. */
  grace?: number
  /**
   * `cancel` asks the server to end it. `leave` hangs up: with client_connection_check_interval = 0 the server goes on to the end of what it
   * does, which whoever takes the migration up finds done.
   */
  by?: 'cancel' | 'leave'
}

/** Milliseconds after which a server that was asked to cancel counts as gone. */
const CANCELLED = 5_000

/** Connections that heed a signal; true once it has fired and the grace is over. */
const HEEDED = new WeakMap<ClientBase, boolean>()

/**
 * Lets a signal end what runs on a connection, within seconds, whatever the server does: the running statement fails, and no
 * other begins (query.ts). At the end of the scope the connection is free again to clean up and to record the end.
 */
export function heed({ client, config, pid }: Connection, signal: AbortSignal, ending: Ending = {}): AsyncDisposable {
  const { grace = 0, by = 'cancel' } = ending
  let cancelling: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  const cancel = async () => {
    timer = setTimeout(() => socketOf(client).destroy(), CANCELLED)
    // A server that cannot be asked in time is hung up on.
    await askServer(config, 'SELECT pg_cancel_backend($1)', [pid], CANCELLED).catch(() => undefined)
  }
  const end = () => {
    HEEDED.set(client, true)
    if (isIdle(client)) return
    if (by === 'leave') socketOf(client).destroy()
    else cancelling = cancel()
  }
  const stop = () => {
    if (grace === 0) end()
    else timer = setTimeout(end, grace)
  }
  HEEDED.set(client, false)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  return {
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', stop)
      HEEDED.delete(client)
      clearTimeout(timer)
      if (cancelling === undefined) return
      await cancelling
      clearTimeout(timer)
      // Takes a cancellation that came too late for what it was meant for, before something that matters does.
      await client.query('ROLLBACK').catch(() => undefined)
    },
  }
}

/** @throws LiteliftError `migration-interrupted` once the signal that the connection heeds has fired */
export function refuseInterrupted(client: ClientBase): void {
  if (isInterrupted(client)) throw interrupted()
}

export function isInterrupted(client: ClientBase): boolean {
  return HEEDED.get(client) === true
}
