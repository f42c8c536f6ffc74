import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from '../../infra/props.ts'
import { scratchFolder } from '../scratch.ts'
import { resources } from './resources.ts'
import { compose, synthesise } from './synthesise.ts'

type Pair = [first: Partial<SqliteToPostgresProps>, second: Partial<SqliteToPostgresProps>]

/** Two constructs, in one stack or in two. */
function two(make: (first: Stack, second: Stack) => Pair, stacks: 1 | 2 = 1) {
  using scratch = scratchFolder()
  const app = new App({ outdir: scratch.path, context: { 'aws:cdk:bundling-stacks': [] } })
  const env = { account: '123456789012', region: 'eu-central-1' }
  const first = new Stack(app, 'First', { env })
  const second = stacks === 1 ? first : new Stack(app, 'Second', { env })
  const pair = make(first, second)
  const constructs = [
    new SqliteToPostgres(first, 'A', { routes: [{ prefix: 'a/' }], ...pair[0] }),
    new SqliteToPostgres(second, 'B', { routes: [{ prefix: 'b/' }], ...pair[1] }),
  ]
  const notifications = [...new Set(constructs.map((construct) => Stack.of(construct)))].map(
    (stack) => resources(Template.fromStack(stack), 'Custom::S3BucketNotifications').length,
  )
  const warnings = Annotations.fromStack(first).findWarning('*', Match.anyValue())
  return { notifications, warnings: warnings.map(({ entry }) => JSON.stringify(entry.data)) }
}

function imported(stack: Stack, id: string): IBucket {
  return Bucket.fromBucketName(stack, id, 'shared')
}

describe('two on one bucket', () => {
  test('are fine where they share the object that stands for it', () => {
    const { notifications } = two((stack) => {
      const uploads = imported(stack, 'Shared')
      return [{ uploads }, { uploads }]
    })
    expect(notifications).toEqual([1])
  })

  test('are refused where each imports it: one would remove what the other announces', () => {
    expect(() => two((stack) => [{ uploads: imported(stack, 'One') }, { uploads: imported(stack, 'Two') }])).toThrow(
      /First\/A.* and First\/B.* pass both the same `uploads`/,
    )
  })

  test('are refused where one makes it and another imports it', () => {
    expect(() =>
      two((stack) => [
        { uploads: new Bucket(stack, 'Made', { bucketName: 'shared' }) },
        { uploads: imported(stack, 'Two') },
      ]),
    ).toThrow("removes the other's notifications")
  })

  test('are fine in two stacks', () => {
    const { notifications } = two((a, b) => [{ uploads: imported(a, 'One') }, { uploads: imported(b, 'Two') }], 2)
    expect(notifications).toEqual([1, 1])
  })

  test.for([
    ['a/', 'a/b/'],
    ['a/b/', 'a/'],
    ['', 'a/'],
    ['a', 'a/'],
    ['a/', 'a/'],
  ])('are refused with the prefixes %j and %j, in two stacks as well', ([one, other]) => {
    const routes = (prefix: string) => [{ prefix }]
    expect(() =>
      two(
        (a, b) => [
          { uploads: imported(a, 'One'), routes: routes(one!) },
          { uploads: imported(b, 'Two'), routes: routes(other!) },
        ],
        2,
      ),
    ).toThrow(/both announce what lies below .*, which S3 refuses/)
  })

  test('may overlap where one of them listens to EventBridge, with a warning', () => {
    const { warnings } = two((stack) => [
      { uploads: imported(stack, 'One') },
      { uploads: imported(stack, 'Two'), announcements: 'eventbridge', routes: [{ prefix: '' }] },
    ])
    expect(warnings).toContainEqual(expect.stringContaining("below 'a/' goes to both"))
  })
})

describe('EventBridge', () => {
  const { stack, template } = compose(
    (stack) =>
      new SqliteToPostgres(stack, 'Litelift', {
        uploads: Bucket.fromBucketName(stack, 'Uploads', 'my-uploads'),
        announcements: 'eventbridge',
        routes: [{ prefix: 'shop/' }, { prefix: 'shop/archive/' }, { prefix: 'phones/' }],
      }),
  )

  test("announces the prefixes' objects, and leaves the bucket's notifications alone", () => {
    template.resourceCountIs('Custom::S3BucketNotifications', 0)
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        account: [{ Ref: 'AWS::AccountId' }],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: ['my-uploads'] }, object: { key: [{ prefix: 'shop/' }, { prefix: 'phones/' }] } },
      },
    })
  })

  test('only this rule may send, and what it cannot deliver is with the dead letters', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [Match.stringLikeRegexp('Rule'), 'Arn'] } } },
          }),
        ]),
      },
    })
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] } },
        }),
      ],
    })
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })

  test('is switched on for a bucket that is made, and an empty prefix takes all of it', () => {
    const { template } = synthesise({ routes: [{ prefix: '' }], announcements: 'eventbridge' })
    template.hasResourceProperties('Custom::S3BucketNotifications', {
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    })
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ detail: { bucket: Match.anyValue(), object: Match.absent() } }),
    })
  })

  test.for([{ account: '210987654321' }, { region: 'us-east-1' }])('hears nothing of a bucket of %j', (elsewhere) => {
    const theirs = (stack: Stack) =>
      Bucket.fromBucketAttributes(stack, 'Theirs', { bucketName: 'theirs', ...elsewhere })
    expect(() => two((stack) => [{ uploads: theirs(stack), announcements: 'eventbridge' }, {}])).toThrow(
      Object.values(elsewhere)[0],
    )
  })
})
