import type pg from 'pg'
import type { SettingsProvider } from '../settings.ts'
import { connect, withLogin } from './connect.ts'
import { type Ending, heed } from './interruption.ts'

interface Several {
  count: number
  target: SettingsProvider
  applicationName: string
  /** Ends what runs on them. */
  signal: AbortSignal
  by: Ending['by']
}

/** Opens so many connections; all of them are closed at the end of the scope, also when one could not be opened. */
export function connectSeveral({
  count,
  target,
  applicationName,
  signal,
  by,
}: Several): Promise<AsyncDisposable & { clients: pg.Client[] }> {
  return withLogin(target, async (settings) => {
    await using opened = new AsyncDisposableStack()
    const clients: pg.Client[] = []
    for (let number = 0; number < count; number++) {
      const connection = opened.use(await connect(settings, applicationName))
      opened.use(heed(connection, signal, { by }))
      clients.push(connection.client)
    }
    const owned = opened.move()
    return { clients, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
  })
}
