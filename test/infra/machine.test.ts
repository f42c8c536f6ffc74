import { Match } from 'aws-cdk-lib/assertions'
import { Key } from 'aws-cdk-lib/aws-kms'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { resources, statements } from './resources.ts'
import { definitionOf } from '../lambda/machine.ts'
import { compose, synthesise } from './synthesise.ts'

const { stack, template } = synthesise({ routes: [{ prefix: '' }], machine: {}, events: true })

test('cdk-nag finds nothing in a state machine, with a key or without', () => {
  const { stack: keyed } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        routes: [{ prefix: '' }],
        machine: {},
        encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
      }),
  )
  for (const one of [stack, keyed]) expect(new AwsSolutionsChecks(one).validateScope(one).violations).toEqual([])
})

test('its tasks run as the function does, but for what starts executions', () => {
  const [direct, tasks] = ['index.handler', 'machine.handler'].map((Handler) => {
    const [found, ...others] = resources(template, 'AWS::Lambda::Function', { Handler, MemorySize: 3008 })
    expect(others).toEqual([])
    return found as { Environment: { Variables: Record<string, unknown> } }
  })
  const { LITELIFT_MACHINE_QUEUE_URL, LITELIFT_MACHINE_BYTES, ...variables } = direct!.Environment.Variables
  expect(LITELIFT_MACHINE_QUEUE_URL).toBeDefined()
  expect(LITELIFT_MACHINE_BYTES).toBe('1073741824')
  const { Description: _, Handler: __, ...own } = tasks as Record<string, unknown>
  expect(direct).toMatchObject({ ...own, Environment: {} })
  expect(tasks!.Environment.Variables).toEqual({ ...variables, LITELIFT_WORK_PREFIX: 'work/' })
  expect(variables).toHaveProperty('LITELIFT_EVENT_BUS')
})

test('the machine calls its function and nothing else, and the pipe starts the machine', () => {
  const ofRole = (part: string) => {
    const role = Object.keys(template.findResources('AWS::IAM::Policy')).find((id) => id.includes(part))!
    return new Set(statements(template, role).flatMap(({ Action }) => Action))
  }
  const machine = [...ofRole('StateMachineRole')].filter((action) => !/^(logs|xray):/.test(action))
  expect(machine).toEqual(['lambda:InvokeFunction'])
  expect([...ofRole('PipeRole')].filter((action) => !action.startsWith('sqs:'))).toEqual(['states:StartExecution'])
})

test('what tasks leave for each other lies beside the reports, and expires', () => {
  const buckets = Object.values(template.findResources('AWS::S3::Bucket')) as {
    Properties: { LifecycleConfiguration?: { Rules: Record<string, unknown>[] } }
  }[]
  const rules = buckets.flatMap(({ Properties }) => Properties.LifecycleConfiguration?.Rules ?? [])
  expect(rules.filter(({ Prefix }) => Prefix === 'work/')).toMatchObject([
    {
      ExpirationInDays: 7,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    },
  ])
  const role = Object.keys(template.findResources('AWS::IAM::Policy')).find((id) => id.includes('MigrationRole'))!
  const removing = statements(template, role).filter(({ Action }) => Action.includes('s3:DeleteObject'))
  expect(removing).toHaveLength(1)
  expect(JSON.stringify(removing[0])).toMatch(/Reports.*work\/\*/)
  const endpoint = JSON.stringify(Object.values(template.findResources('AWS::EC2::VPCEndpoint')))
  expect(endpoint).toContain('s3:DeleteObject')
})

test('what the execution itself could not do is caught as well', () => {
  const { States } = definitionOf({})
  const catching = (states: object): string[][] =>
    Object.values(
      states as Record<
        string,
        { Type: string; Catch?: { ErrorEquals: string[] }[]; ItemProcessor?: { States: object } }
      >,
    ).flatMap((state) => {
      const names = (state.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals)
      return [...(names.length > 0 ? [names] : []), ...catching(state.ItemProcessor?.States ?? {})]
    })
  const caught = catching(States)
  expect(caught).toHaveLength(13)
  for (const names of caught) {
    expect(names).toEqual(expect.arrayContaining(['States.Runtime', 'States.DataLimitExceeded']))
    expect(names.at(-1)).toBe('States.ALL')
  }
})

test('executions are logged and traced, and those that fail are told', () => {
  expect(resources(template, 'AWS::StepFunctions::StateMachine')).toMatchObject([
    { LoggingConfiguration: { Level: 'ALL' }, TracingConfiguration: { Enabled: true } },
  ])
  expect(resources(template, 'AWS::CloudWatch::Alarm').map(({ AlarmDescription }) => AlarmDescription)).toContainEqual(
    expect.stringContaining('alarm-executions'),
  )
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('HandOver'), 'QueueName'] } }],
    Threshold: 3600,
  })
})

test('a stack that was rolled back keeps its executions waiting for the newer version', () => {
  const [machine] = resources(template, 'AWS::StepFunctions::StateMachine')
  const text = JSON.stringify(machine!.DefinitionString).replaceAll('\\', '')
  const retries = [...text.matchAll(/"ErrorEquals":\[([^\]]*)\],[^}]*?"MaxAttempts":(\d+)/g)]
  const tries = retries.filter(([, codes]) => codes!.includes('"ledger-newer"')).map(([, , most]) => most)
  expect(new Set(tries)).toEqual(new Set(['60']))
})
