import { Stack, Token } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { listed, problemsOf } from '../engine/options/invalid.ts'
import { routesSchema } from '../lambda/intake/routes.ts'
import type { TargetDatabase } from './constructs/target-database.ts'
import type { Route } from './route.ts'

/** What names known at deployment only are counted as: a secret's ARN has about 100 characters, an endpoint 80. */
const TOKEN = 'x'.repeat(128)

/** Characters that the routes may have: Lambda takes 4 KB of variables, and the others need up to 750, endpoints' addresses among them. */
const LIMIT = 3300

/**
 * The routes as the function reads them (LITELIFT_ROUTES in docs/lambda.md): what is not said here is left to its
 * defaults. Routes without a secret lead to `database`.
 * @param further characters that variables beside the usual ones take
 * @throws Error when a route is not valid, or all of them are too long for Lambda's environment
 */
export function encodeRoutes(
  scope: Construct,
  routes: Route[],
  database: TargetDatabase | undefined,
  further = 0,
): string {
  const encoded = routes.map((route) => ({
    ...loginOf(route, database),
    ...route,
    secret: undefined,
    iam: undefined,
    securityGroup: undefined,
  }))
  // As JSON, because that is what the function reads: fields without a value are gone.
  const json = JSON.stringify(encoded, withKnownPort)
  assertValid(JSON.parse(json))
  assertShort(json, LIMIT - further)
  return Stack.of(scope).toJsonString(encoded)
}

function loginOf({ secret, iam }: Route, database: TargetDatabase | undefined): object | undefined {
  if (secret) return { secretArn: secret.secretArn }
  return iam ? { iamUser: iam.user } : database?.connection
}

/** A port that is known at deployment only is a number out of range until then. */
function withKnownPort(key: string, value: unknown): unknown {
  return key === 'port' && Token.isUnresolved(value) ? 5432 : value
}

/** By the names that a route has here. */
function assertValid(routes: unknown): void {
  const parsed = routesSchema.safeParse(routes)
  if (parsed.success) return
  const problems = problemsOf(parsed.error).map(({ path, said }) => ({
    path: `routes${path === '' ? '' : `.${path.replace(/\.secretArn$/, '.secret').replace(/\.iamUser$/, '.iam')}`}`,
    said: said.replace('iamUser', 'iam'),
  }))
  throw new Error(`Routes are not valid: ${listed(problems)}`)
}

function assertShort(json: string, room: number): void {
  const length = json.replaceAll(/\$\{Token\[[^\]]*\]\}/g, TOKEN).length
  if (length <= room) return
  throw new Error(
    `The routes take about ${length} characters, but Lambda's environment has room for ${room}: ` +
      'use fewer or shorter routes, or a second SqliteToPostgres on the same bucket.',
  )
}
