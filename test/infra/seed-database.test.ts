import { App, Duration, Stack, Stage } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { SeedDatabase, type SeedDatabaseProps } from '../../infra/features/seed-database.ts'
import type { SqliteToPostgresProps } from '../../infra/props.ts'
import { scratchFolder, scratchOfFile } from '../scratch.ts'
import { resources, statements, type Statement } from './resources.ts'
import { compose } from './synthesise.ts'

const scratch = scratchOfFile()
const file = scratch.database('base.sqlite', 'CREATE TABLE book (id INTEGER PRIMARY KEY)')
const other = scratch.database('other.sqlite', 'CREATE TABLE author (id INTEGER PRIMARY KEY)')

/** A stack with a seed for each of the props. */
function seeded(seeds: Record<string, Partial<SeedDatabaseProps>>, props: Partial<SqliteToPostgresProps> = {}) {
  return compose((stack) => {
    const litelift = new SqliteToPostgres(stack, 'Litelift', {
      routes: [{ prefix: 'shop/', schema: 'shop' }],
      ...props,
    })
    const made = Object.entries(seeds).map(
      ([id, more]) => new SeedDatabase(stack, id, { litelift, route: 'shop/', file, ...more }),
    )
    return made[0]!
  })
}

type Properties = Record<string, unknown>

function seedsOf(template: Template): [string, { Properties: Properties; DependsOn: string[] }][] {
  return Object.entries(template.findResources('Custom::LiteliftSeed')) as never
}

test('placeholders of a route are filled in', () => {
  const routes = [{ prefix: '' }, { prefix: 'tenants/{tenant}/', schema: 't_{tenant}' }]
  const { template } = seeded({ base: { route: 'tenants/acme/' } }, { routes })
  expect(seedsOf(template).map(([, { Properties }]) => Properties)).toMatchObject([
    { seed: 'tenants/acme/base', target: [expect.anything(), 'litelift', 't_{tenant}'] },
  ])
})

describe('a seed of a file', () => {
  const { stack, template } = seeded({ base: {} })
  const [[, seed]] = seedsOf(template) as [ReturnType<typeof seedsOf>[number]]

  test('is asked for by its name below the route, and by what is in it', () => {
    expect(seed.Properties).toMatchObject({
      seed: 'shop/base',
      key: expect.stringMatching(/^[0-9a-f]{64}\.sqlite$/) as string,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      seconds: 1800,
      ServiceTimeout: '2040',
      target: [expect.anything(), 'litelift', 'shop'],
    })
    const changed = seedsOf(seeded({ base: { file: other } }).template)[0]![1].Properties
    expect(changed).toMatchObject({ seed: 'shop/base' })
    expect(changed['digest']).not.toBe(seed.Properties['digest'])
    expect(seedsOf(seeded({ base: {} }).template)[0]![1].Properties).toEqual(seed.Properties)
  })

  test('waits until the function takes messages, as its own role, and S3 may announce', () => {
    const types = new Set(
      seed.DependsOn.map((id) => (template.toJSON().Resources as Record<string, { Type: string }>)[id]!.Type),
    )
    for (const type of [
      'AWS::Lambda::Function',
      'AWS::Lambda::EventSourceMapping',
      'AWS::IAM::Policy',
      'AWS::SQS::QueuePolicy',
      'Custom::S3BucketNotifications',
      'AWS::EC2::VPCEndpoint',
    ])
      expect(types).toContain(type)
    // Which in turn waits for the role in the database.
    const functions = template.findResources('AWS::Lambda::Function', {
      Properties: { EphemeralStorage: Match.anyValue() },
    })
    expect(seed.DependsOn).toContain(Object.keys(functions)[0])
  })

  test('is read by the function, and by no other way: its object alone, through the endpoint as well', () => {
    const { key } = seed.Properties
    const isOfAsset = ({ Resource }: Statement) => JSON.stringify(Resource).includes(`/${String(key)}`)
    const passed = resources(template, 'AWS::EC2::VPCEndpoint').flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement,
    )
    for (const all of [statements(template), passed]) {
      expect(all.filter(isOfAsset)).toMatchObject([
        { Action: ['s3:GetObject', 's3:GetObjectVersion'], Condition: { StringEquals: {} } },
      ])
    }
  })

  test('is asked for by a role that sends to the queue and reads the answers', () => {
    const [id] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((name) => /SeedsRoleDefault/.test(name))
    expect(statements(template, id).map(({ Action, Resource }) => [Action, JSON.stringify(Resource)])).toEqual([
      ['sqs:SendMessage', expect.stringContaining('IntakeQueue')],
      ['s3:GetObject', expect.stringContaining('/reports/*/by-request/*')],
      ['s3:ListBucket', expect.stringContaining('Reports')],
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.any(String)],
    ])
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})

test('several seeds have one step, and a name of their own', () => {
  const { template } = seeded({ base: {}, more: { name: 'people', file: other } })
  const seeds = seedsOf(template).map(([, { Properties }]) => Properties)
  expect(seeds.map(({ seed }) => seed)).toEqual(['shop/base', 'shop/people'])
  expect(seeds[0]!['ServiceToken']).toEqual(seeds[1]!['ServiceToken'])
  template.resourceCountIs('AWS::StepFunctions::StateMachine', 1)
})

test('with a key, who asks may use it, and nag is content', () => {
  const { stack, template } = compose((stack) => {
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true })
    const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }], encryptionKey })
    return new SeedDatabase(stack, 'base', { litelift, route: '', file })
  })
  const [id] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((name) => /SeedsRoleDefault/.test(name))
  expect(statements(template, id).flatMap(({ Action }) => Action)).toEqual(
    expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']),
  )
  expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
})

test('an object that is there is read from its bucket, under its key', () => {
  const { template } = compose((stack) => {
    const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: 'shop/' }] })
    const bucket = Bucket.fromBucketAttributes(stack, 'Seeds', {
      bucketName: 'our-seeds',
      account: '210987654321',
      encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:210987654321:key/abc'),
    })
    const object = { bucket, key: 'base.sqlite', versionId: 'v2' }
    return new SeedDatabase(stack, 'base', { litelift, route: 'shop/', object })
  })
  const [[, { Properties }]] = seedsOf(template) as [ReturnType<typeof seedsOf>[number]]
  expect(Properties).toMatchObject({ bucket: 'our-seeds', key: 'base.sqlite', versionId: 'v2', seed: 'shop/base' })
  expect(Properties).not.toHaveProperty('digest')
  const all = statements(template)
  expect(all).toContainEqual(
    expect.objectContaining({ Condition: { StringEquals: { 'aws:ResourceAccount': '210987654321' } } }),
  )
  expect(JSON.stringify(all)).toContain(':s3:::our-seeds/base.sqlite')
  expect(all).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt' }))
})

test('in a stage of a pipeline, in a stack of its own', () => {
  using folder = scratchFolder()
  const app = new App({ outdir: folder.path, context: { 'aws:cdk:bundling-stacks': [] } })
  const stage = new Stage(app, 'Prod', { env: { account: '123456789012', region: 'eu-central-1' } })
  const litelift = new SqliteToPostgres(new Stack(stage, 'Litelift'), 'Litelift', { routes: [{ prefix: '' }] })
  const seeds = new Stack(stage, 'Seeds')
  const seed = new SeedDatabase(seeds, 'base', { litelift, route: '', file })
  const assembly = stage.synth()
  expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual(['Prod-Litelift', 'Prod-Seeds'])
  expect(seeds.dependencies.map(({ node }) => node.id)).toEqual(['Litelift'])
  expect(seedsOf(Template.fromStack(Stack.of(seed)))).toHaveLength(1)
})

test.each<[string, Partial<SeedDatabaseProps>, RegExp]>([
  ['no such route', { route: 'shops/' }, /No route has the prefix 'shops\/'/],
  ['a longer route', { route: '', name: 'shop/base' }, /The route 'shop\/' would take the seed/],
  ['part of a route', { route: 'shop' }, /No route has the prefix 'shop'/],
  ['neither file nor object', { file: undefined }, /either a `file` or an `object`/],
  ['a folder', { file: import.meta.dirname }, /is no file/],
  ['a wait beyond CloudFormation', { timeout: Duration.minutes(56) }, /55 minutes at most/],
])('is refused: %s', (_, props, message) => {
  expect(() => seeded({ base: props }, { routes: [{ prefix: '' }, { prefix: 'shop/' }] })).toThrow(message)
})
