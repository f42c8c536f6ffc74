import { Match } from 'aws-cdk-lib/assertions'
import { Key } from 'aws-cdk-lib/aws-kms'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { resources, statements, type Statement } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

describe('the stack with a backfill', () => {
  const { stack, template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        backfill: true,
        encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
        routes: [{ prefix: 'shop/' }],
      }),
  )

  function allowedTo(role: string): Statement[] {
    const [id] = Object.keys(template.findResources('AWS::IAM::Policy')).filter((name) => name.includes(role))
    return statements(template, id)
  }

  test('has a role for jobs of S3 Batch Operations, which may call the function and no other', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'batchoperations.s3.amazonaws.com' } })],
      },
    })
    expect(allowedTo('BackfillJobRole').flatMap(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunction',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:PutObject',
      's3:PutInventoryConfiguration',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ])
  })

  test('the migrating function knows its queue, and may send to it, through the endpoint as well', () => {
    expect(resources(template, 'AWS::Lambda::Function', { MemorySize: 3008 })).toMatchObject([
      { Environment: { Variables: { LITELIFT_QUEUE_URL: { Ref: expect.stringContaining('IntakeQueue') as string } } } },
    ])
    const sends = (all: Statement[]) => all.filter(({ Action }) => Action.includes('sqs:SendMessage'))
    expect(JSON.stringify(sends(allowedTo('MigrationRole')))).toMatch(/IntakeQueue/)
    const passed = resources(template, 'AWS::EC2::VPCEndpoint').flatMap(
      ({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement,
    )
    expect(JSON.stringify(sends(passed))).toMatch(/IntakeQueue/)
  })

  test('without one it does not know its queue', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }] })
    const [migration] = resources(template, 'AWS::Lambda::Function', { MemorySize: 3008 })
    expect(migration).not.toHaveProperty('Environment.Variables.LITELIFT_QUEUE_URL')
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })

  test('says what to give to a job', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], backfill: true })
    expect(Object.keys(template.findOutputs('*'))).toEqual(
      expect.arrayContaining(['BackfillFunctionArn', 'BackfillRoleArn']),
    )
  })
})
