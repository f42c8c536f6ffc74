import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** What a service of AWS that speaks JSON answers; its errors have a `__type`. */
export interface Answer {
  status?: number
  body: object
}

export interface JsonService extends AsyncDisposable {
  url: string
}

/**
 * Starts a service on a free port of the loopback interface.
 * @param answer is told what is asked (X-Amz-Target, `secretsmanager.GetSecretValue`) and with what
 */
export async function startJsonService(answer: (asked: string, body: unknown) => Answer): Promise<JsonService> {
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { status = 200, body } = answer(String(request.headers['x-amz-target']), await json(request))
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
