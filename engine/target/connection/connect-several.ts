import type pg from 'pg'
import { connect } from './connect.ts'
import type { ConnectionSettings } from '../settings.ts'

/** Opens so many connections; all of them are closed at the end of the scope, also when one could not be opened. */
export async function connectSeveral(
  count: number,
  settings: ConnectionSettings,
  applicationName: string,
): Promise<AsyncDisposable & { clients: pg.Client[] }> {
  await using opened = new AsyncDisposableStack()
  const clients: pg.Client[] = []
  for (let number = 0; number < count; number++) {
    clients.push(opened.use(await connect(settings, applicationName)).client)
  }
  const owned = opened.move()
  return { clients, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
}
