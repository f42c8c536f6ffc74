import { expect, test } from 'vitest'
import { deploy } from './deployment.ts'

test('while Secrets Manager does not answer, a message stays in the queue', async () => {
  await using deployment = await deploy()
  await deployment.aws.secrets[Symbol.asyncDispose]()
  await deployment.drop('shop.db', 'CREATE TABLE t (n INTEGER)')
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: false })
  expect(Object.values(await deployment.reports())).toMatchObject([
    { outcome: 'failed-retryable', error: { code: 'secret-unavailable', kind: 'again' } },
  ])
  expect(await deployment.messages()).toEqual({ waiting: 0, away: 1 })
})
