import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of one request that a service was asked. */
export interface Fault {
  /** Answers in the service's place; otherwise the service does. */
  status?: number
  headers?: Record<string, string>
  body?: string
  /** Bytes of the answer's body after which the connection is cut. */
  cutAfter?: number
  /** Milliseconds before the answer. */
  delay?: number
}

/** A service as it is on a bad day. */
export interface FaultyService extends AsyncDisposable {
  url: string
  /** Asked of every request, by its number from 1; null lets it pass. */
  fault: (asked: IncomingMessage, number: number) => Fault | null
  /** Requests so far. */
  asked: number
}

/** Stands before a service that speaks HTTP, and does to its answers what the fault says. */
export async function startFaults(upstream: string): Promise<FaultyService> {
  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    const fault = service.fault(asked, ++service.asked) ?? {}
    setTimeout(() => {
      if (fault.status !== undefined) {
        asked.resume()
        response.writeHead(fault.status, fault.headers).end(fault.body)
      } else pass(upstream, asked, response, fault)
    }, fault.delay ?? 0)
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const service: FaultyService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => null,
    asked: 0,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
  return service
}

function pass(upstream: string, asked: IncomingMessage, response: ServerResponse, { headers, cutAfter }: Fault): void {
  const passed = request(new URL(asked.url!, upstream), { method: asked.method!, headers: asked.headers })
  asked.pipe(passed)
  passed.on('error', () => response.destroy())
  passed.on('response', (answered) => {
    response.writeHead(answered.statusCode!, { ...answered.headers, ...headers })
    let left = cutAfter ?? Infinity
    answered.on('data', (chunk: Buffer) => {
      response.write(chunk.subarray(0, left), () => {
        if (left <= 0) response.destroy()
      })
      left = Math.max(0, left - chunk.length)
      if (left === 0) passed.destroy()
    })
    answered.on('end', () => response.end())
    answered.on('error', () => undefined)
  })
}
