import type { Claimed } from './claimed.ts'
import { renewLease } from './lease.ts'
import { connectWith, type Connection } from '../connection/connect.ts'
import type { SettingsProvider } from '../settings.ts'

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
  let connection: Connection | null = null
  let renewing: Promise<void> = Promise.resolve()
  let isBusy = false
  const renew = async () => {
    try {
      connection ??= (await connectWith(target, `litelift ${claimed.id} ${claimed.claim}`)).connection
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
