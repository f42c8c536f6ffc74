import { once } from 'node:events'
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net'
import type { ConnectionSettings } from '../engine/target/settings.ts'

/** A way to the server that fails in the ways of networks. Dispose it after what connects through it. */
export interface Network extends AsyncDisposable {
  /** Of the server, through the network. */
  settings: ConnectionSettings
  /** Resets all connections; new ones work. */
  cut(): void
  /** Takes bytes, answers nothing and says nothing, as a lost route does; new connections fare alike until it is mended. */
  swallow(on?: boolean): void
}

export async function networkTo(settings: ConnectionSettings): Promise<Network> {
  const { host, port } = settings
  const sockets = new Set<Socket>()
  let swallows = false
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connectSocket({ port, host, allowHalfOpen: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('data', (bytes) => {
        if (!swallows) other.write(bytes)
      })
      one.on('end', () => {
        if (!swallows) other.end()
      })
      one.on('close', () => {
        sockets.delete(one)
        if (!swallows) other.destroy()
      })
      // The other end says what matters.
      one.on('error', () => undefined)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    settings: { ...settings, port: (server.address() as AddressInfo).port },
    cut,
    swallow(on = true) {
      swallows = on
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
