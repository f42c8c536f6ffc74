import { expect, test } from 'vitest'
import { lockKey } from '../../engine/target/claim/identity.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { deploy, type Deployment } from './deployment.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2)'

/** A migration whose function died within its publish; gives its event and its id. */
async function died(deployment: Deployment) {
  await using gate = await closeGate(deployment.database)
  const event = await deployment.drop('a.db', FILE)
  const killed = deployment.queue.deliverNext()
  await gate.reached()
  deployment.function.kill()
  expect(await killed).toMatchObject({ deleted: false })
  const [row] = await deployment.database.query<{ id: string }>('SELECT id FROM litelift.migration')
  return { event, id: row!.id }
}

const lease = ({ database }: Deployment, kind: string, seconds: number) =>
  database.query(
    'UPDATE litelift.lease SET owner = $1, kind = $1, lease_until = clock_timestamp() + make_interval(secs => $2)',
    [kind, seconds],
  )

test('what an execution is at work on is acknowledged, and taken up once its lease is over', async () => {
  await using deployment = await deploy({ before: [AT_GATE] })
  const { event } = await died(deployment)
  await lease(deployment, 'execution', 60)
  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true, result: { outcome: 'response' } })
  expect(await deployment.messages()).toMatchObject({ waiting: 0 })
  expect(await deployment.reports()).toEqual({})

  await lease(deployment, 'execution', 0)
  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true })
  expect(Object.values(await deployment.reports())).toMatchObject([{ outcome: 'published' }])
})

test('what a session is at work on comes again when its lease ends, with all of its tries', async () => {
  await using deployment = await deploy({ before: [AT_GATE] })
  const { event, id } = await died(deployment)
  await deployment.database.query('SELECT pg_advisory_lock($1)', [lockKey(id)])
  await lease(deployment, 'session', 9)
  await deployment.queue.send(event)
  expect(await deployment.queue.deliverNext()).toMatchObject({ deleted: true, receives: 1 })
  const said = (await deployment.log()).map(({ message }) => message)
  expect(said).toContainEqual(expect.stringMatching(/^The message comes again in [1-9] s, as a new one$/))
  expect(await deployment.reports()).toEqual({})

  await deployment.database.query('SELECT pg_advisory_unlock_all()')
  await expect
    .poll(() => deployment.queue.deliverNext(), { timeout: 20_000 })
    .toMatchObject({
      deleted: true,
      receives: 1,
    })
  expect(Object.values(await deployment.reports())).toMatchObject([{ outcome: 'published' }])
  expect(await deployment.messages()).toMatchObject({ waiting: 0 })
})
