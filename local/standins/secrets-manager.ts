import { startJsonService, type JsonService } from './json-service.ts'

/** Answers GetSecretValue as Secrets Manager does, and nothing else. */
export interface LocalSecretsManager extends JsonService {
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
  const service = await startJsonService((target, body) => {
    const { SecretId } = body as { SecretId: string }
    asked.set(SecretId, (asked.get(SecretId) ?? 0) + 1)
    const versions = secrets.get(SecretId) ?? []
    const value = versions.length > 1 ? versions.shift() : versions[0]
    if (target !== 'secretsmanager.GetSecretValue' || value === undefined) return { status: 400, body: NOT_FOUND }
    return { body: { Name: SecretId, SecretString: value, VersionStages: ['AWSCURRENT'] } }
  })
  return {
    ...service,
    put: (name, ...versions) => {
      secrets.set(
        name,
        versions.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
      )
    },
    asked: (name) => asked.get(name) ?? 0,
  }
}

const NOT_FOUND = { __type: 'ResourceNotFoundException', Message: "Secrets Manager can't find the specified secret." }
