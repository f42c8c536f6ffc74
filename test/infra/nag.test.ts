import { AwsSolutionsChecks } from 'cdk-nag'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { expect, test } from 'vitest'
import { compose, synthesise } from './synthesise.ts'

test.for([{ routes: [{ prefix: '' }] }, { routes: [{ prefix: 'a/' }, { prefix: 'b/' }, { prefix: 'b/c/' }] }])(
  'cdk-nag finds nothing in the stack with %j',
  (props) => {
    const { stack } = synthesise(props)
    expect(new AwsSolutionsChecks(stack).validateScope(stack).violations).toEqual([])
  },
)

test('cdk-nag would find something', () => {
  let path = ''
  const { stack } = compose((stack) => {
    const bucket = new Bucket(stack, 'Open')
    path = bucket.node.path
    return bucket
  })
  const { violations } = new AwsSolutionsChecks(stack).validateScope(stack)
  expect(violations.map(({ violatingResources }) => violatingResources[0]!.constructPath)).toContain(`${path}/Resource`)
})
