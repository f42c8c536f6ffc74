import { App, Duration, Stack } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { CfnParameter } from 'aws-cdk-lib/core'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { SeedDatabase } from '../../infra/features/seed-database.ts'
import { LiteliftStack } from '../../infra/stack.ts'
import { scratchOfFile } from '../scratch.ts'

const scratch = scratchOfFile()

function newApp(): App {
  return new App({ outdir: scratch.path, context: { 'aws:cdk:bundling-stacks': [] } })
}

/** A stack that is never synthesised: what is refused is refused when the construct is made. */
function own(): Stack {
  return new Stack(newApp(), 'Own')
}

function making(props: object): () => SqliteToPostgres {
  return () => new SqliteToPostgres(own(), 'Litelift', { routes: [{ prefix: '' }], ...props })
}

describe('a construct refuses, when it is made', () => {
  test.each<[object, string]>([
    [{ machine: { concurrency: 0 } }, 'machine.concurrency: must be a whole number from 1 to 10,000'],
    [{ machine: { fromMebibytes: -1 } }, 'machine.fromMebibytes: must be a whole number from 0 to '],
    [{ machine: { fromMebibytes: Number.NaN } }, 'machine.fromMebibytes: must be'],
    [{ machine: { shardMebibytes: 0 } }, 'machine.shardMebibytes: must be a whole number from 1 to '],
    [{ machine: { shards: 4 } }, 'machine.shards: is no prop'],
    [{ machine: true }, 'machine: must be an object, {} for the defaults'],
    [{ machine: null }, 'machine: must be an object'],
    [{ timeout: Duration.minutes(30) }, 'timeout: must be a Duration of 15 minutes at most'],
    [{ timeout: Duration.minutes(0) }, 'timeout: must be a Duration'],
    [{ timeout: Duration.millis(1500) }, 'timeout: must be a Duration'],
    [{ timeout: 900 }, 'timeout: must be a Duration'],
    [{ oldVersions: Duration.hours(1) }, 'oldVersions: must be a Duration of one day or more'],
    [{ memorySize: 20_000 }, 'memorySize: must be a whole number from 128 to 10,240 MB'],
    [{ memorySize: 3008.5 }, 'memorySize: must be'],
    [{ concurrency: 1 }, 'concurrency: must be a whole number from 2 to 1,000'],
    [{ maxReceiveCount: 0 }, 'maxReceiveCount: must be a whole number from 1 to 1,000'],
    [{ database: { minCapacity: 0.25 } }, 'database.minCapacity: must be a multiple of 0.5 from 0 to 256 units'],
    [{ database: { minCapacity: 16 } }, 'database.maxCapacity: is less than minCapacity'],
    [{ database: { size: 'large' } }, 'database.size: is no prop'],
    [{ announcements: 'sns' }, "announcements: must be 'notifications' or 'eventbridge'"],
    [{ uploads: 'my-bucket' }, 'uploads: must be a bucket, made or imported'],
    [{ vpc: 'vpc-1' }, 'vpc: must be a VPC, made or imported'],
    [{ encryptionKey: 'arn' }, 'encryptionKey: must be a key'],
    [{ alarmTopic: 'arn' }, 'alarmTopic: must be a topic'],
    [{ events: 'default' }, 'events: must be an event bus, made or imported, or true'],
    [{ backfill: 'yes' }, 'backfill: must be true or false'],
    [{ serviceName: '' }, 'serviceName: is empty'],
    [{ removalPolicy: 'keep' }, "removalPolicy: must be 'destroy' or "],
    [{ databaseCapacity: 8 }, 'databaseCapacity: is no prop'],
    [{ machin: {}, memory: 1 }, 'machin: is no prop; memory: is no prop'],
    [{ routes: [] }, 'routes: is empty, and without a route nothing is migrated: pass at least one'],
    [{ routes: {} }, 'routes: must be an array of routes'],
    [{ routes: ['shop/'] }, 'routes.0: must be an object, { prefix, … }'],
    [{ routes: [{ prefix: '', modus: 'append' }] }, 'routes.0.modus: is not known'],
    [{ routes: [{ prefix: '', secret: 'arn' }] }, 'routes.0.secret: must be a secret, made or imported'],
    [{ routes: [{ prefix: '', iam: { user: 'a' } }] }, 'routes.0.iam.resourceId: must be a text'],
  ])('%j', (props, message) => {
    expect(making(props)).toThrow(message)
  })

  test('a login by IAM without its host, by the name of the prop', () => {
    const iam = { user: 'litelift', resourceId: 'db-ABC' }
    const make = () => {
      const stack = own()
      const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED })
      return new SqliteToPostgres(stack, 'Litelift', { vpc, routes: [{ prefix: '', iam }] })
    }
    expect(make).toThrow('routes.0.iam: needs host and database')
  })

  test('a secret and IAM in one route', () => {
    const stack = own()
    const secret = Secret.fromSecretNameV2(stack, 'Secret', 'shop')
    const iam = { user: 'litelift', resourceId: 'db-ABC' }
    const make = () => new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '', secret, iam }] })
    expect(make).toThrow('routes.0.iam: stands in place of a secret')
  })

  test('a VPC without isolated subnets, with the way out', () => {
    const stack = own()
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      privateSubnetIds: ['subnet-1'],
      privateSubnetRouteTableIds: ['rtb-1'],
    })
    const make = () => new SqliteToPostgres(stack, 'Litelift', { vpc, routes: [{ prefix: '' }] })
    expect(make).toThrow(/no isolated subnets.*subnets: \{ subnetType: SubnetType\.PRIVATE_WITH_EGRESS \}/)
  })
})

const ISOLATED = [{ name: 'isolated', subnetType: 'Isolated' as never }]

test('what is known at deployment only is taken', () => {
  const stack = own()
  const size = new CfnParameter(stack, 'Size', { type: 'Number', default: 3008 })
  const made = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }], memorySize: size.valueAsNumber })
  expect(made.machine).toBeUndefined()
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('"MemorySize":{"Ref":"Size"}')
})

test('a LiteliftStack takes props of stacks too, and warns of what is neither', () => {
  const props = { routes: [{ prefix: '' }], description: 'files', tags: { team: 'data' }, machin: {} }
  const stack = new LiteliftStack(newApp(), 'Litelift', props)
  expect(stack.templateOptions.description).toBe('files')
  const warnings = Annotations.fromStack(stack).findWarning('/Litelift', Match.anyValue())
  expect(warnings.map(({ entry }) => entry.data)).toEqual([
    expect.stringMatching(/^machin: is no prop of SqliteToPostgres/),
  ])
})

describe('a seed refuses', () => {
  const stack = own()
  const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }] })
  let seeds = 0
  const file = scratch.database('base.sqlite', 'CREATE TABLE book (id INTEGER PRIMARY KEY)')
  const seeding = (props: object) => () =>
    new SeedDatabase(stack, `Seed${seeds++}`, { litelift, route: '', file, ...props })

  test.each<[string, object, string]>([
    ['no file', { file: 'gone.sqlite' }, 'The seed gone.sqlite cannot be read: nothing is at that path below '],
    ['a directory', { file: scratch.path }, 'is no file'],
    ['another file', { file: scratch.file('package.json', '{}') }, 'The file is not a SQLite database; it begins with'],
    ['an empty file', { file: scratch.file('empty.db', '') }, 'The file is empty'],
    ['a dump of another', { file: scratch.file('a.sql', '-- MySQL dump 10.13\n') }, 'SQL text of MySQL or MariaDB'],
    ['both', { object: {} }, 'object.bucket: is missing'],
    ['neither', { file: undefined }, 'a seed is either a `file` or an `object`'],
    ['an unknown prop', { path: 'a' }, 'path: is no prop'],
    ['an hour', { timeout: Duration.hours(1) }, 'timeout: must be a Duration of 55 minutes at most'],
  ])('%s', (_, props, message) => {
    expect(seeding(props)).toThrow(message)
  })

  test('but takes a dump, and what is packed', () => {
    expect(seeding({ file: scratch.file('base.sql', 'BEGIN TRANSACTION;\n') })).not.toThrow()
    expect(seeding({ file: scratch.file('base.gz', Buffer.from('1f8b0800', 'hex')) })).not.toThrow()
  })
})
