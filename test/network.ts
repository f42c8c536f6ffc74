import { once } from 'node:events'
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from 'node:net'
import type { ConnectionSettings } from '../engine/target/settings.ts'

/**
 * What becomes of a session as its client sends a statement: nothing; it is reset before the server sees that, or once it has answered, of which
 * the client sees nothing; or nothing passes any more in either direction, that statement included.
 */
export type Fault = 'pass' | 'reset' | 'lose-answer' | 'stall'

/** A fault, or what is done while the statement is held, and gives the fault. */
type Happening = Fault | ((session: { port: number }) => Fault | Promise<Fault>)

/** A way to the server that fails in the ways of networks. Dispose it after what connects through it. */
export interface Network extends AsyncDisposable {
  /** Of the server, through the network. */
  settings: ConnectionSettings
  /** The same as a URL. */
  url: string
  /** Resets all connections; new ones work. */
  cut(): void
  /** Takes bytes, answers nothing and says nothing, as a lost route does; new connections fare alike until it is mended. */
  swallow(on?: boolean): void
  /** Waits `milliseconds` before it passes anything on. */
  slow(milliseconds: number): void
  /**
   * Lets a fault happen to the session that first sends a statement of this kind, of which the server knows the port. Resolves once
   * it has happened.
   */
  at(statement: RegExp, happening: Happening): Promise<void>
}

/** Milliseconds, as engine/target/connection/connect.ts sets them. */
const KEEPALIVES = 60_000

interface Trap {
  statement: RegExp
  happening: Happening
  sprung: () => void
}

export async function networkTo(settings: ConnectionSettings): Promise<Network> {
  const sessions = new Set<Session>()
  const state: State = { swallows: false, delay: 0, traps: [] }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const session = new Session(near, settings, state)
    sessions.add(session)
    near.once('close', () => sessions.delete(session))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { user, password, database } = settings
  const cut = () => {
    for (const session of sessions) session.reset()
  }
  return {
    settings: { ...settings, port },
    url: `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    cut,
    swallow(on = true) {
      state.swallows = on
      if (on) for (const session of sessions) session.stall()
    },
    slow(milliseconds) {
      state.delay = milliseconds
    },
    at: (statement, happening) => new Promise((sprung) => state.traps.push({ statement, happening, sprung })),
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

interface State {
  swallows: boolean
  delay: number
  traps: Trap[]
}

/** One connection through the network. */
class Session {
  readonly #near: Socket
  readonly #far: Socket
  readonly #state: State
  readonly #statements = new Statements()
  #stalled = false
  #loses = false
  /** Everything towards the server waits for what was before it. */
  #passing: Promise<void> = Promise.resolve()

  constructor(near: Socket, { host, port }: ConnectionSettings, state: State) {
    this.#near = near
    this.#state = state
    this.#far = connectSocket({ host, port, allowHalfOpen: true })
    near.on('data', (bytes) => {
      this.#passing = this.#passing.then(() => this.#forward(bytes))
    })
    near.on('end', () => {
      this.#passing = this.#passing.then(() => void (this.#isOpen() && this.#far.end()))
    })
    this.#far.on('data', (bytes) => void this.#back(bytes))
    this.#far.on('end', () => this.#isOpen() && near.end())
    for (const [one, other] of [
      [near, this.#far],
      [this.#far, near],
    ] as const) {
      one.on('close', () => this.#isOpen() && other.destroy())
      // The other end says what matters.
      one.on('error', () => undefined)
    }
  }

  reset(): void {
    this.#near.resetAndDestroy()
    this.#far.destroy()
  }

  /** The server gives up after a minute, since nobody answers its keepalives any more; here the operating system would. */
  stall(): void {
    this.#stalled = true
    setTimeout(() => this.#far.destroy(), KEEPALIVES).unref()
  }

  #isOpen(): boolean {
    return !this.#stalled && !this.#state.swallows
  }

  async #forward(bytes: Buffer): Promise<void> {
    const found = this.#statements.read(bytes)
    const trap = this.#state.traps.find(({ statement }) => found.some((sql) => statement.test(sql)))
    if (trap !== undefined) {
      this.#state.traps.splice(this.#state.traps.indexOf(trap), 1)
      const { happening } = trap
      const fault = typeof happening === 'function' ? await happening({ port: this.#far.localPort! }) : happening
      if (fault === 'stall') this.stall()
      if (fault === 'lose-answer') this.#loses = true
      if (fault === 'reset') this.reset()
    }
    await this.#delay()
    if (this.#isOpen()) this.#far.write(bytes)
    trap?.sprung()
  }

  async #back(bytes: Buffer): Promise<void> {
    if (this.#loses) return this.reset()
    await this.#delay()
    if (this.#isOpen()) this.#near.write(bytes)
  }

  async #delay(): Promise<void> {
    const { delay } = this.#state
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  }
}

/** Finds the SQL in what a client sends (protocol-message-formats.html); the first message, which opens the session, has no type. */
class Statements {
  #rest: Buffer = Buffer.alloc(0)
  #skip = 0
  #isOpen = false

  read(bytes: Buffer): string[] {
    const found: string[] = []
    if (this.#skip >= bytes.length) {
      this.#skip -= bytes.length
      return found
    }
    let at = this.#skip
    this.#skip = 0
    const all = Buffer.concat([this.#rest, bytes.subarray(at)])
    for (at = 0; ;) {
      const header = this.#isOpen ? 1 : 0
      if (all.length < at + header + 4) break
      const end = at + header + all.readInt32BE(at + header)
      const type = header === 1 ? String.fromCharCode(all[at]!) : ''
      const isSql = type === 'Q' || type === 'P'
      if (end > all.length) {
        // Rows of a COPY are not kept.
        if (!isSql) {
          this.#skip = end - all.length
          at = all.length
        }
        break
      }
      if (type === 'Q') found.push(all.toString('utf8', at + 5, end - 1))
      if (type === 'P') found.push(all.toString('utf8', all.indexOf(0, at + 5) + 1, end))
      this.#isOpen = true
      at = end
    }
    this.#rest = all.subarray(at)
    return found
  }
}
