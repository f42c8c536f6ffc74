import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { connect } from './connection.ts'
import { execute } from './query.ts'
import type { ConnectionSettings } from './settings.ts'

/** Milliseconds in which work that looks at the signal itself ends by itself, and between two looks at what still runs. */
const GRACE = 1000
const LOOK = 1000

/** Those of a migration: that of `client`, which has no name of its own before the claim, and all that are called by the claim's. */
interface Sessions {
  client: pg.Client
  settings: ConnectionSettings
  applicationName: string
}

/**
 * Cancels what runs in the sessions of a migration once its signal has fired, whichever phase it is in: a statement that takes minutes, or
 * waits for a lock, hears of no signal. A transaction that was about to publish rolls back, or has been committed by then; its own
 * session tells which. Disposing ends the watch.
 */
export function cancelStatements(signal: AbortSignal, sessions: Sessions): AsyncDisposable {
  const over = new AbortController()
  const fired = () => {
    watching = watch(sessions, over.signal).catch(() => undefined)
  }
  let watching: Promise<void> = Promise.resolve()
  if (signal.aborted) fired()
  else signal.addEventListener('abort', fired, { once: true, signal: over.signal })
  return {
    async [Symbol.asyncDispose]() {
      over.abort()
      await watching
    },
  }
}

/** A server that cannot be reached has nothing to cancel: what waits for it has its own end. */
async function watch({ client, settings, applicationName }: Sessions, over: AbortSignal): Promise<void> {
  await sleep(GRACE, undefined, { signal: over })
  // Of the server, by BackendKeyData; the types leave it out.
  const { processID } = client as { processID?: number | null }
  await using connection = await connect(settings, 'litelift cancel')
  for (; ; await sleep(LOOK, undefined, { signal: over }))
    await execute(connection.client, CANCEL, [applicationName, processID ?? null])
}

const CANCEL = `
  SELECT pg_cancel_backend(pid) FROM pg_stat_activity
   WHERE (application_name = $1 OR pid = $2) AND state = 'active' AND pid <> pg_backend_pid()
     AND usename = current_user AND datname = current_database()`
