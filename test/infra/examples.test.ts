import { join } from 'node:path'
import { Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import type { IConstruct } from 'constructs'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeSeed } from '../../examples/seed/make-seed.ts'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchOfFile } from '../scratch.ts'
import { resources, statements } from './resources.ts'

const scratch = scratchOfFile()

/** The template of an example's app, made as `cdk synth` makes it, but without bundling the function. */
async function example<Exports extends object>(load: () => Promise<Exports>, name: string): Promise<Template> {
  process.env['CDK_OUTDIR'] = join(scratch.path, name)
  process.env['CDK_CONTEXT_JSON'] = JSON.stringify({ 'aws:cdk:bundling-stacks': [] })
  const [construct] = Object.values(await load()) as [IConstruct]
  return Template.fromStack(Stack.of(construct))
}

/** The states of the only state machine of a type. */
function definition(template: Template, StateMachineType: string): Record<string, unknown> {
  const [machine] = resources(template, 'AWS::StepFunctions::StateMachine', { StateMachineType })
  const { 'Fn::Join': joined } = machine!['DefinitionString'] as { 'Fn::Join': [string, unknown[]] }
  const text = joined[1].map((part) => (typeof part === 'string' ? part : 'x')).join('')
  return (JSON.parse(text) as { States: Record<string, unknown> }).States
}

describe('examples/chain', () => {
  let template: Template
  beforeAll(async () => {
    template = await example(() => import('../../examples/chain/app.ts'), 'chain')
  })

  test('Slack gets the text of every event, as JSON', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['litelift'] },
      Targets: [
        Match.objectLike({
          InputTransformer: {
            InputPathsMap: { 'detail-text': '$.detail.text' },
            InputTemplate: '{"channel":"#data","text":<detail-text>}',
          },
          DeadLetterConfig: Match.anyValue(),
        }),
      ],
    })
    template.hasResourceProperties('AWS::Events::Connection', { AuthorizationType: 'API_KEY' })
  })

  test('a pipeline starts when something was published into its schema', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'detail-type': ['Migration Published'], detail: { target: { schema: ['shop'] } } },
    })
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'codepipeline:StartPipelineExecution' })] },
    })
  })

  test("the token of the state machine's task goes into the queue, and whatever brings it back completes the task", () => {
    expect(definition(template, 'STANDARD')['Migrate']).toMatchObject({
      Resource: expect.stringMatching(/sqs:sendMessage\.waitForTaskToken$/) as string,
      TimeoutSeconds: 32_400,
      Parameters: {
        MessageBody: { 'bucket.$': '$.bucket', 'key.$': '$.key', 'token.$': '$$.Task.Token' },
      },
    })
    expect(definition(template, 'EXPRESS')).toMatchObject({
      'How did it end?': { Default: 'Complete the task' },
      'Complete the task': {
        Resource: expect.stringMatching(/aws-sdk:sfn:sendTaskSuccess$/) as string,
        Parameters: { 'TaskToken.$': '$.detail.token', 'Output.$': 'States.JsonToString($.detail)' },
        Catch: [{ Next: 'Was told before' }],
      },
      'Fail the task': {
        Resource: expect.stringMatching(/aws-sdk:sfn:sendTaskFailure$/) as string,
        Parameters: { 'TaskToken.$': '$.detail.token', 'Error.$': '$.detail.error.code' },
      },
    })
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['litelift'], detail: { token: [{ exists: true }] } },
      Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Complete') } })],
    })
    for (const Action of ['states:SendTaskSuccess', 'states:SendTaskFailure'])
      expect(statements(template)).toContainEqual(
        expect.objectContaining({ Action, Resource: { Ref: expect.stringMatching(/^Await/) as string } }),
      )
  })
})

test('examples/command: a task with room for large files, whom the database lets in', async () => {
  const template = await example(() => import('../../examples/command/app.ts'), 'command')
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    EphemeralStorage: { SizeInGiB: 200 },
    RuntimePlatform: { CpuArchitecture: 'ARM64' },
    ContainerDefinitions: [
      Match.objectLike({
        EntryPoint: ['sh', '-c', Match.stringLikeRegexp('exec litelift "\\$@"$'), 'litelift'],
        Secrets: [Match.objectLike({ Name: 'PGUSER' }), Match.objectLike({ Name: 'PGPASSWORD' })],
      }),
    ],
  })
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: Match.stringLikeRegexp('^sg-'),
    FromPort: 5432,
  })
  expect(Object.keys(template.findOutputs('*')).toSorted()).toEqual([
    'ClusterName',
    'SecurityGroup',
    'Subnets',
    'TaskDefinition',
  ])
})

describe('examples/seed', () => {
  test('waits for the seed in a stack that goes without a trace of the database', async () => {
    const template = await example(() => import('../../examples/seed/app.ts'), 'seed')
    template.hasResourceProperties('Custom::LiteliftSeed', { seed: 'shop/base' })
    template.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Delete' })
  })

  test('its SQL makes the same bytes each time, and arrives', async () => {
    await using target = await createDatabase()
    const seed = () => makeSeed(scratch.path)
    const { version } = await localFile(seed())
    const source = await localFile(seed())
    expect(source.version).toBe(version)
    const options = { schema: 'shop', mode: 'mirror' } as const
    const report = await migrate({ source, target: () => Promise.resolve(target.settings), options })
    expect(report).toMatchObject({ outcome: 'published', rows: 8, rejects: { rows: 0 } })
  })
})
