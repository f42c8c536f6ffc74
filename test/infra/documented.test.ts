import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { resources, statements } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

const root = join(import.meta.dirname, '../..')
const deployment = readFileSync(join(root, 'docs/deployment.md'), 'utf8')
const limits = readFileSync(join(root, 'docs/limits.md'), 'utf8')

const plain = synthesise({ routes: [{ prefix: '' }] }).template
const whole = synthesise({ routes: [{ prefix: '' }], machine: {}, backfill: true, events: true })

/** The first cells of the rows of a table, of those that hold code, word for word. */
function names(section: string): string[] {
  return [...section.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  )
}

function section(page: string, heading: string): string {
  const [, text] = new RegExp(`^${heading}$([^]*?)(?=^#|$(?![^]))`, 'm').exec(page)!
  return text!
}

function one(template: Template, type: string, properties: Record<string, unknown>): Record<string, unknown> {
  return resources(template, type, properties)[0]!
}

test('every output is in the table of outputs, and nothing else', () => {
  const outputs = names(section(deployment, '## Into an empty account'))
  expect(outputs.toSorted()).toEqual(Object.keys(whole.template.findOutputs('*')).toSorted())
})

test('a stack of one’s own has the same outputs, for several with a word before each name', () => {
  const { template } = compose((stack) => {
    const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }] })
    litelift.addOutputs()
    litelift.addOutputs('Shop')
    return litelift
  })
  const expected = Object.keys(plain.findOutputs('*'))
  expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual(
    [...expected, ...expected.map((name) => `Shop${name}`)].toSorted(),
  )
})

test('what runbooks name in angle brackets is an output', () => {
  const asked = [...deployment.matchAll(/<([A-Z]\w+(?:Arn|Url|Bucket|Log))>/g)].map(([, name]) => name!)
  expect(asked.length).toBeGreaterThan(4)
  expect(asked.filter((name) => !(name in whole.template.findOutputs('*')))).toEqual([])
})

test('the properties of the construct are there', () => {
  const { litelift } = whole.stack as Stack & { litelift: SqliteToPostgres }
  const table = names(section(deployment, '## Bring your own bucket, VPC or database')).filter((name) =>
    name.includes('.'),
  )
  expect(table.length).toBeGreaterThan(15)
  for (const path of table) {
    const [part, field] = path.replace('?', '').split('.') as [keyof SqliteToPostgres, string]
    expect({
      path,
      value: (litelift[part] as unknown as Record<string, unknown> | undefined)?.[field] !== undefined,
    }).toEqual({
      path,
      value: true,
    })
  }
})

test('every app that is synthesised is in the table of apps', () => {
  const apps = [
    'infra/app.ts',
    ...globSync('infra/apps/*.ts', { cwd: root }),
    ...globSync('examples/*/app.ts', { cwd: root }),
  ]
  expect(names(section(deployment, '## Before the first time')).toSorted()).toEqual(apps.toSorted())
})

test('the bill counts the alarms', () => {
  const count = ({ template }: { template: Template }) => resources(template, 'AWS::CloudWatch::Alarm').length
  expect([count({ template: plain }), count(whole)]).toEqual([8, 10])
  expect(deployment).toContain('| eight alarms; ten with a state machine ')
})

test("the limits of Lambda are the stack's", () => {
  const migrating = one(plain, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() })
  expect(migrating).toMatchObject({ Timeout: 15 * 60, EphemeralStorage: { Size: 10_240 }, MemorySize: 3008 })
  const queue = one(plain, 'AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() })
  expect(queue).toMatchObject({ RedrivePolicy: { maxReceiveCount: 15 }, MessageRetentionPeriod: 14 * 24 * 3600 })
  const { ScalingConfig } = one(plain, 'AWS::Lambda::EventSourceMapping', {})
  expect(ScalingConfig).toEqual({ MaximumConcurrency: 4 })
  for (const text of [
    '10,240 MB, which',
    '15 minutes (`timeout`)',
    '15 (`maxReceiveCount`)',
    '3,008 MB (',
    '4 (`concurrency`)',
    '14 days',
  ])
    expect(section(limits, '## Of Lambda')).toContain(text)
})

/** Whose a policy is, by its logical id, and what a resource is, by its JSON, in the words of the table; the first that matches. */
const WHO: [RegExp, string][] = [
  [/MigrationRole/, 'the function'],
  [/StateMachine/, 'the state machine'],
  [/PipeRole/, 'the pipe'],
  [/JobRole/, 'a job of the backfill'],
  [/OwnRoleProvider/, "CDK's provider of that step"],
  [/OwnRole/, 'the step of the deployment'],
  [/NotificationsHandler/, "CDK's handler of notifications"],
  [/Refused/, 'the flow log'],
]
const WHAT: [RegExp, string][] = [
  [/^"\*"$/, '`*`'],
  [/Uploads.*"\/\*"/, 'uploads, below the prefixes'],
  [/Uploads/, 'the bucket of uploads'],
  [/"\/reports\/\*"/, '`reports/*`'],
  [/"\/backfill\/\*"/, '`backfill/*` of the reports'],
  [/ReportsBucket/, 'the bucket of reports'],
  [/DeadLetters/, 'the dead letters'],
  [/HandOverQueue/, 'the queue of large files'],
  [/IntakeQueue/, 'the queue'],
  [/event-bus/, 'the bus'],
  [/dbuser.*litelift_function/, '`litelift_function` of the database'],
  [/Log[0-9A-F]|FlowLogs/, 'its own log'],
  [/MigrationTasks/, 'the function of tasks'],
  [/MigrationFunction/, 'the function'],
  [/OwnRoleFunction/, 'the function of the step'],
  [/MasterUserSecret/, "the owner's secret"],
  [/:execution:/, 'its executions'],
  [/StateMachine/, 'the state machine'],
]

function named(words: [RegExp, string][], text: string): string {
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? text
}

/** Actions by who may do them on what. */
function sorted(rights: [place: string, actions: string[]][]): Record<string, string[]> {
  const places = Object.groupBy(rights, ([place]) => place)
  const entries = Object.entries(places).map(([place, all]): [string, string[]] => [
    place,
    [...new Set(all!.flatMap(([, actions]) => actions))].toSorted(),
  ])
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

test('who may do what is what the policies of all roles say', () => {
  const { template } = whole
  const granted = Object.keys(template.findResources('AWS::IAM::Policy')).flatMap((id) =>
    statements(template, id)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) =>
        [Resource]
          .flat()
          .map((on): [string, string[]] => [`${named(WHO, id)} | ${named(WHAT, JSON.stringify(on))}`, [Action].flat()]),
      ),
  )
  const rows = section(deployment, '### Who may do what').matchAll(/^\| ([^|]+?) +\| (`[^|]+?) +\| ([^|]+?) +\|/gm)
  const documented = [...rows].map(([, who, actions, on]): [string, string[]] => [
    `${who} | ${on}`,
    [...actions!.matchAll(/`([^`]+)`/g)].map(([, action]) => action!),
  ])
  expect(sorted(documented)).toEqual(sorted(granted))
})

test("two functions are CDK's own, outside of the VPC, with AWS's managed policy", () => {
  const { template } = whole
  const own = resources(template, 'AWS::Lambda::Function', { VpcConfig: Match.absent() })
  expect(own).toHaveLength(2)
  const managed = resources(template, 'AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() })
  expect(managed.map(({ ManagedPolicyArns }) => JSON.stringify(ManagedPolicyArns))).toEqual([
    expect.stringContaining('AWSLambdaBasicExecutionRole'),
    expect.stringContaining('AWSLambdaBasicExecutionRole'),
  ])
})

test("the function has the queue's address where a batch job needs it", () => {
  const variables = ({ template }: { template: Template }) =>
    JSON.stringify(one(template, 'AWS::Lambda::Function', { EphemeralStorage: Match.anyValue() })['Environment'])
  expect(variables(whole)).toContain('"LITELIFT_QUEUE_URL"')
  expect(variables({ template: plain })).not.toContain('"LITELIFT_QUEUE_URL"')
})

test('the bucket policy of another account allows what the two roles are granted', () => {
  const { template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        uploads: Bucket.fromBucketAttributes(stack, 'Uploads', { bucketName: 'theirs', account: '210987654321' }),
        routes: [{ prefix: 'shop/' }],
      }),
  )
  const granted = statements(template).flatMap(({ Action, Resource }) => {
    const [, place] = /:s3:::(theirs[^"]*)"/.exec(JSON.stringify(Resource)) ?? []
    return place === undefined ? [] : [[`arn:aws:s3:::${place}`, [Action].flat()] as [string, string[]]]
  })
  const [, json] = /```json([^]*?)```/.exec(section(deployment, '### Of another account'))!
  const { Statement } = JSON.parse(json!) as { Statement: { Action: string[]; Resource: string }[] }
  expect(sorted(Statement.map(({ Action, Resource }) => [Resource, Action]))).toEqual(sorted(granted))
})

test('every prop is in the table of props', () => {
  const source = readFileSync(join(root, 'infra/props.ts'), 'utf8')
  const [, body] = /export interface SqliteToPostgresProps \{([^]*?)^\}/m.exec(source)!
  const props = [...body!.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!)
  const documented = names(section(deployment, '## Bring your own bucket, VPC or database')).filter((name) =>
    /^\w+$/.test(name),
  )
  expect(documented.toSorted()).toEqual(props.toSorted())
})
