import { App, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' }
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { scratchFolder } from '../scratch.ts'
import { resources } from './resources.ts'

/** In an app of somebody else, whose cdk.json may say anything. */
function inApp(context: Record<string, unknown>, env: { account: string; region: string } | undefined) {
  using scratch = scratchFolder()
  const app = new App({ outdir: scratch.path, context: { ...context, 'aws:cdk:bundling-stacks': [] } })
  const stack = new Stack(app, 'Theirs', { env })
  const litelift = new SqliteToPostgres(stack, 'Litelift', { routes: [{ prefix: '' }] })
  return { stack: Stack.of(litelift), template: Template.fromStack(stack) }
}

const off = Object.fromEntries(
  Object.entries(recommended)
    .filter(([, value]) => typeof value === 'boolean')
    .map(([flag]) => [flag, false]),
)

describe.for([
  ['no flags at all', {}, undefined],
  ['no flags, in an account and region', {}, { account: '123456789012', region: 'eu-central-1' }],
  ['the flags of cdk init', recommended, undefined],
  ['the flags of cdk init, in an account and region', recommended, { account: '123456789012', region: 'cn-north-1' }],
  ['every flag off', off, undefined],
] as const)('%s', ([, context, env]) => {
  const { stack, template } = inApp({ ...context }, env)

  test('access logs are let in by a policy, and no bucket has an ACL', () => {
    // S3 answers InvalidBucketAclWithObjectOwnership to the other way.
    for (const bucket of resources(template, 'AWS::S3::Bucket')) expect(bucket).not.toHaveProperty('AccessControl')
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: Match.stringLikeRegexp('AccessLogs') },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 's3:PutObject',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Condition: Match.objectLike({ ArnLike: Match.anyValue() }),
          }),
        ]),
      },
    })
  })

  test('it is the same stack', () => {
    const kinds = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type)
    const reference = Object.values(inApp({}, env).template.toJSON().Resources as Record<string, { Type: string }>)
    expect(kinds.toSorted()).toEqual(reference.map(({ Type }) => Type).toSorted())
  })

  test('cdk-nag finds nothing', () => {
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  })
})
