import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ConnectionSettings, SettingsProvider } from '../../engine/target/settings.ts'
import { parsePostgresUrl } from '../../engine/target/url.ts'
import type { Route } from '../intake/routes.ts'
import { secretError, secretInvalid } from './secret-error.ts'
import { secretUrl } from './secret.ts'

/**
 * Settings from the route's secret (its version AWSCURRENT), with the route's host, port and database over it. Asked
 * once per migration, and once more when the server refused the login: the secret may have been rotated.
 * TLS is verify-full against `ca`; only `sslmode=disable` in the secret, or a host of this machine, is plaintext.
 *
 * The provider throws LiteliftError `secret-invalid` and `secret-unavailable`; neither repeats any part of the secret.
 */
export function secretSettings(client: SecretsManagerClient, route: Route, ca: string): SettingsProvider {
  let settings: Promise<ConnectionSettings> | undefined
  return (refresh) => {
    if (refresh) settings = undefined
    settings ??= fetchSettings(client, route, ca)
    return settings
  }
}

async function fetchSettings(client: SecretsManagerClient, route: Route, ca: string): Promise<ConnectionSettings> {
  const url = secretUrl(await fetchSecret(client, route.secretArn), route)
  const settings = parsed(url, route.secretArn)
  return { ...settings, tls: settings.tls === false ? false : { ca } }
}

async function fetchSecret(client: SecretsManagerClient, secretArn: string): Promise<string> {
  const { SecretString, SecretBinary } = await client
    .send(new GetSecretValueCommand({ SecretId: secretArn }))
    .catch((error: unknown) => {
      throw secretError(error, secretArn)
    })
  if (SecretBinary !== undefined) throw secretInvalid(secretArn, 'is binary')
  if (SecretString === undefined) throw secretError(new Error('Secrets Manager told no value'), secretArn)
  return SecretString
}

function parsed(url: string, secretArn: string): ConnectionSettings {
  try {
    return parsePostgresUrl(url)
  } catch (error) {
    // Its messages never repeat any part of the URL.
    const reason = error instanceof Error ? error.message.replace(/^The PostgreSQL URL /, '') : 'cannot be read'
    throw secretInvalid(secretArn, reason)
  }
}
