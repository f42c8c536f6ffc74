import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** Answers GetSecretValue as Secrets Manager does, and nothing else. */
export interface LocalSecretsManager extends AsyncDisposable {
  url: string
  /**
   * Makes a secret or gives it a new AWSCURRENT version: text as it is, everything else as JSON. With several versions
   * it is rotated each time it was asked for, up to the last.
   */
  put(name: string, ...versions: unknown[]): void
  /** How often a secret was asked for. */
  asked(name: string): number
}

/** Starts the service on a free port of the loopback interface. */
export async function startSecretsManager(): Promise<LocalSecretsManager> {
  const secrets = new Map<string, string[]>()
  const asked = new Map<string, number>()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { SecretId } = (await json(request)) as { SecretId: string }
    asked.set(SecretId, (asked.get(SecretId) ?? 0) + 1)
    const versions = secrets.get(SecretId) ?? []
    const value = versions.length > 1 ? versions.shift() : versions[0]
    const known = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' && value !== undefined
    const body = known ? { Name: SecretId, SecretString: value, VersionStages: ['AWSCURRENT'] } : NOT_FOUND
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (name, ...versions) => {
      secrets.set(
        name,
        versions.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
      )
    },
    asked: (name) => asked.get(name) ?? 0,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const NOT_FOUND = { __type: 'ResourceNotFoundException', Message: "Secrets Manager can't find the specified secret." }
