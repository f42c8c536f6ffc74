import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { outermostPrefixes } from '../../infra/outermost-prefixes.ts'
import type { Route } from '../../infra/route.ts'
import { readEnvironment } from '../../lambda/environment.ts'
import { resources } from './resources.ts'
import { compose, synthesise, type Synthesised } from './synthesise.ts'

const MIGRATES = { EphemeralStorage: { Size: 10_240 } }

/** The function's variables as they are after deployment, names that AWS gives replaced by their logical ones. */
function variables({ template }: Synthesised): Record<string, string> {
  const [migration] = resources(template, 'AWS::Lambda::Function', MIGRATES)
  const { Variables } = migration!.Environment as { Variables: Record<string, unknown> }
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, text(value)]))
}

function routesOf(migration: Record<string, unknown>): string {
  const { Variables } = migration.Environment as { Variables: Record<string, unknown> }
  return text(Variables.LITELIFT_ROUTES)
}

function incoming(count: number): Route[] {
  return Array.from({ length: count }, (_, index) => ({ prefix: `team-${index}/incoming/`, schema: `team_${index}` }))
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  const intrinsic = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] }
  if (intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(text).join(intrinsic['Fn::Join'][0])
  return intrinsic.Ref ?? intrinsic['Fn::GetAtt']!.join('.')
}

describe('what the stack tells the function', () => {
  test('is what the function understands', () => {
    const tables = { '*': { emptyAsNull: true, columns: { port: { name: 'Port "1"', type: 'integer' } } } }
    const after = [`COMMENT ON TABLE "t" IS 'it''s \\ here'`]
    const routes: Route[] = [
      { prefix: '', schema: 'public', mode: 'append', tables, after },
      { prefix: 'shop/', schema: 'shop "1"', mode: 'replace', include: ['a*'], workers: 3, overrides: ['mode'] },
    ]
    const environment = readEnvironment(variables(synthesise({ routes })))
    expect(environment.reports).toEqual({ bucket: expect.stringContaining('Reports'), prefix: 'reports/' })
    expect(environment.routes).toEqual([
      expect.objectContaining({
        prefix: '',
        iamUser: 'litelift_function',
        host: expect.stringContaining('Endpoint.Address'),
        database: 'litelift',
        schema: 'public',
        tables,
        after,
        overrides: [],
      }),
      expect.objectContaining({
        prefix: 'shop/',
        schema: 'shop "1"',
        mode: 'replace',
        include: ['a*'],
        workers: 3,
        overrides: ['mode'],
      }),
    ])
  })

  test('has the port of a database of the same stack', () => {
    const made = compose((stack) => {
      const other = new SqliteToPostgres(stack, 'Other', { routes: [{ prefix: '' }] })
      const { cluster, secret } = other.database!
      return new SqliteToPostgres(stack, 'L', {
        vpc: other.network.vpc,
        routes: [{ prefix: '', secret, port: cluster.clusterEndpoint.port, host: 'db', database: 'd' }],
      })
    })
    const routes = resources(made.template, 'AWS::Lambda::Function', MIGRATES).map(routesOf)
    expect(routes).toContainEqual(expect.stringMatching(/"port":\w+Cluster\w+\.Endpoint\.Port\b/))
  })
})

test.for<[string, Route[], string]>([
  ['no route', [], 'at least one'],
  ['two of one prefix', [{ prefix: 'a' }, { prefix: 'a' }], 'two routes have one prefix'],
  ['a wrong mode', [{ prefix: '', mode: 'overwrite' as 'append' }], 'routes.0.mode'],
  ['a prefix that is none', [{ prefix: 'a{b' }], 'routes.0.prefix: has a { alone'],
  ['a placeholder of nothing', [{ prefix: 'a/', schema: '{b}' }], 'routes.0.schema: names {b}'],
  ['an unknown option', [{ prefix: '', modus: 'append' } as Route], 'modus'],
])('refused while synthesising: %s', ([, routes, message]) => {
  expect(() => synthesise({ routes })).toThrow(message)
})

test('routes that Lambda has no room for are refused while synthesising', () => {
  expect(() => synthesise({ routes: incoming(8) })).not.toThrow()
  expect(() => synthesise({ routes: incoming(20) })).toThrow(/take about \d+ characters/)
})

test('a secret imported by its name can be read whatever its ARN ends in', () => {
  const { template } = compose((stack) => {
    const { vpc } = new SqliteToPostgres(stack, 'Other', { routes: [{ prefix: '' }] }).network
    const secret = Secret.fromSecretNameV2(stack, 'Secret', 'shop')
    return new SqliteToPostgres(stack, 'L', { vpc, routes: [{ prefix: '', secret }] })
  })
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(':secret:shop-??????')
})

test('S3 is told only prefixes that do not overlap', () => {
  expect(outermostPrefixes(['b/c/', 'a/', 'b/', 'a/'])).toEqual(['a/', 'b/'])
  expect(outermostPrefixes(['a/', ''])).toEqual([''])
  expect(outermostPrefixes(['devices/{device}/', 'devices/spare/', 'tenants/{tenant}/in/'])).toEqual([
    'devices/',
    'tenants/',
  ])
  expect(outermostPrefixes(['{tenant}/', 'a/'])).toEqual([''])
})

test('of a route with placeholders S3 announces and the function may read what is below its first text', () => {
  const { template } = synthesise({
    routes: [
      { prefix: 'devices/{device}/', schema: 't_{device}', addColumns: { device: { value: '{device}', key: true } } },
    ],
  })
  const [notifications] = resources(template, 'Custom::S3BucketNotifications')
  expect(JSON.stringify(notifications)).toContain('{"Name":"prefix","Value":"devices/"}')
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('/devices/*')
  expect(JSON.stringify(template.toJSON())).not.toContain('/{device}/*')
})
