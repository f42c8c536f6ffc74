import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ConnectionSettings, SettingsProvider } from '../../engine/target/settings.ts'
import { parsePostgresUrl } from '../../engine/target/url.ts'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Route } from '../intake/routes.ts'
import type { Sandbox } from '../sandbox.ts'
import { iamToken } from './iam-token.ts'
import { secretError, secretInvalid } from './secret-error.ts'
import { secretUrl, type SecretRoute } from './secret.ts'

/** A route without a secret. */
interface IamRoute {
  iamUser: string
  host: string
  port?: number | undefined
  database: string
}

/** How a route's database is logged in to: with its secret, or by IAM. */
export function settingsOf({ s3, secrets, environment: { ca } }: Sandbox, route: Route): SettingsProvider {
  const { secretArn, iamUser, host, port, database } = route
  if (secretArn !== undefined) return secretSettings(secrets, { secretArn, host, port, database }, ca)
  // routesSchema takes no other route without a secret.
  return iamSettings(s3, { iamUser: iamUser!, host: host!, port, database: database! }, ca)
}

/**
 * Settings from the route's secret (its version AWSCURRENT), with the route's host, port and database over it. Asked
 * once per migration, and once more when the server refused the login: the secret may have been rotated.
 * TLS is verify-full against `ca`; only `sslmode=disable` in the secret, or a host of this machine, is plaintext.
 *
 * The provider throws LiteliftError `secret-invalid` and `secret-unavailable`; neither repeats any part of the secret.
 */
export function secretSettings(client: SecretsManagerClient, route: SecretRoute, ca: string): SettingsProvider {
  let settings: Promise<ConnectionSettings> | undefined
  return (refresh) => {
    if (refresh) settings = undefined
    settings ??= fetchSettings(client, route, ca)
    return settings
  }
}

/**
 * Settings of a route that logs in by IAM, always verify-full against `ca`. Its password holds for 15 minutes, which is an
 * invocation's longest life; each call signs a new one.
 */
function iamSettings({ config }: S3Client, route: IamRoute, ca: string): SettingsProvider {
  return async () => {
    const { host, port = 5432, database, iamUser: user } = route
    const [signer, region] = await Promise.all([config.credentials(), config.region()])
    return { host, port, user, database, password: iamToken({ host, port, user, region }, signer), tls: { ca } }
  }
}

async function fetchSettings(
  client: SecretsManagerClient,
  route: SecretRoute,
  ca: string,
): Promise<ConnectionSettings> {
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
