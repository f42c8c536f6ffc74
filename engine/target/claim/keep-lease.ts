import type { Claimed } from './claimed.ts'
import { renewLease } from './lease.ts'
import { connect, type Connection, withLogin } from '../connection/connect.ts'
import type { SettingsProvider } from '../settings.ts'

/** Milliseconds that the end of a migration may wait for a renewal which gets no answer; a lease has three of them. */
const CONNECT_TIMEOUT = 10_000
const PATIENCE = { silence: 5000, every: 1000, answer: 5000 }

interface Kept {
  target: SettingsProvider
  claimed: Claimed
  seconds: number
  /** Called once another claim has the migration. */
  lost: () => void
}

/**
 * Renews a lease until the end of the scope, on a connection of its own, which it opens only when the first renewal is due: a small
 * file is done by then. A server that cannot be reached is asked again the next time.
 */
export function keepLease({ target, claimed, seconds, lost }: Kept): AsyncDisposable {
  const name = `litelift ${claimed.id} ${claimed.claim}`
  let connection: Connection | null = null
  let renewing: Promise<void> = Promise.resolve()
  let isBusy = false
  const renew = async () => {
    try {
      connection ??= await withLogin(target, (settings) => connect(settings, name, PATIENCE, CONNECT_TIMEOUT))
      if (!(await renewLease(connection.client, claimed, seconds))) lost()
    } catch {
      const broken = connection
      connection = null
      await broken?.[Symbol.asyncDispose]()
    }
  }
  const timer = setInterval(
    () => {
      if (isBusy) return
      isBusy = true
      renewing = renew().finally(() => (isBusy = false))
    },
    (seconds * 1000) / 3,
  )
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await renewing
      await connection?.[Symbol.asyncDispose]()
    },
  }
}
