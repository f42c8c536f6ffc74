import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** How an invocation ended; `died` is a process that was killed, crashed or ran out of time. */
export type Result =
  | { outcome: 'response'; response: unknown }
  | { outcome: 'error'; error: { errorType: string; errorMessage: string; code?: string } }
  | { outcome: 'died' }

/** Lambda's side of the Runtime API, for one sandbox. */
export interface RuntimeApi extends AsyncDisposable {
  /** Host and port. */
  address: string
  /** Hands an event to the function when it asks for the next one, and waits for its answer. `deadline` is epoch ms. */
  invoke(event: unknown, deadline: number): Promise<Result>
}

interface Invocation {
  id: string
  event: unknown
  deadline: number
  answered: (result: Result) => void
}

/** Starts the API on a free port (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let waiting: ServerResponse | null = null
  let pending: Invocation | null = null
  let current: Invocation | null = null

  const hand = () => {
    if (!waiting || !pending) return
    current = pending
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': current.id,
      'lambda-runtime-deadline-ms': String(current.deadline),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:litelift',
    })
    waiting.end(JSON.stringify(current.event))
    waiting = pending = null
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await json(request)
    response.writeHead(202).end()
    // A function that fails to load has not asked for the event that waits for it.
    const invocation = request.url!.endsWith('/init/error') ? pending : current
    invocation?.answered(
      request.url!.endsWith('/response')
        ? { outcome: 'response', response: body }
        : { outcome: 'error', error: body as Extract<Result, { outcome: 'error' }>['error'] },
    )
  }
  const server = createServer((request, response) => {
    if (request.method === 'POST') return void answer(request, response)
    // A function that died while it waited is not the one to hand the next event to.
    response.on('close', () => (waiting = waiting === response ? null : waiting))
    waiting = response
    hand()
  })
  // A function may wait for its next event longer than Node lets a connection be idle.
  server.timeout = server.requestTimeout = 0
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event, deadline) =>
      new Promise((answered) => {
        pending = { id: randomUUID(), event, deadline, answered }
        hand()
      }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
