import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { forget } from '../../engine/forget.ts'
import { ledgerStatus } from '../../engine/ledger-status.ts'
import type { Owner } from '../../engine/target/claim/claimed.ts'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { joinClaim } from '../../engine/target/claim/join-claim.ts'
import { handOver, readLease } from '../../engine/target/claim/lease.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { recordFailure } from '../../engine/target/ledger/ledger.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { claimer, claimOnce, IDENTITY } from './claimer.ts'

const ID = migrationId(IDENTITY)
const A: Owner = { owner: 'arn:aws:states:eu-central-1:1:execution:m:a', kind: 'execution' }
const B: Owner = { owner: 'arn:aws:states:eu-central-1:1:execution:m:b', kind: 'execution' }
const FIRST = { id: ID, claim: '1' }

const lapse = (target: TestDatabase) => target.query('UPDATE litelift.lease SET lease_until = now()')
const refusedBy = ({ owner, kind }: Owner) => ({ code: 'migration-running', holder: { owner, kind } })

test('an execution keeps its claim between two tasks, while no session is there', async () => {
  await using target = await createDatabase()
  expect(await claimOnce(target, {}, { by: A })).toMatchObject({ state: 'running', claim: '1' })
  await expect(claimOnce(target)).rejects.toMatchObject(refusedBy(A))
  await expect(claimOnce(target, {}, { by: B })).rejects.toMatchObject(refusedBy(A))
  expect(await ledgerStatus(target.settings)).toMatchObject([{ state: 'running' }])
  await expect(forget(target.settings, { id: ID })).rejects.toMatchObject({ code: 'migration-running' })
  expect(await forget(target.settings, 'stale')).toEqual([])
  await lapse(target)
  expect(await ledgerStatus(target.settings)).toMatchObject([{ state: 'interrupted' }])
  expect(await claimOnce(target, {}, { by: B })).toMatchObject({ claim: '2' })
})

test('one that claims again, also long after its lease, keeps its number; another one does not, nor after a failure for good', async () => {
  await using target = await createDatabase()
  await claimOnce(target, {}, { by: A })
  await target.query("UPDATE litelift.migration SET fingerprint = 'f'")
  expect(await claimOnce(target, {}, { by: A })).toEqual({ state: 'running', claim: '1', fingerprint: 'f' })
  await lapse(target)
  expect(await claimOnce(target, {}, { by: A })).toMatchObject({ claim: '1' })
  await target.query("UPDATE litelift.migration SET state = 'failed'")
  expect(await claimOnce(target, {}, { by: A })).toMatchObject({ claim: '2' })
})

test('a task joins the claim of its execution, days later too, and siblings leave each other alone', async () => {
  await using target = await createDatabase()
  await claimOnce(target, {}, { by: A })
  await lapse(target)
  await using one = await connect(target.settings, 'litelift')
  await using two = await connect(target.settings, 'litelift')
  await joinClaim(one.client, FIRST)
  await joinClaim(two.client, FIRST)
  expect((await readLease(one.client, ID))!.isOver).toBe(false)
  await expect(claimOnce(target)).rejects.toMatchObject(refusedBy(A))
  await claimOnce(target, {}, { by: A })
  for (const { client } of [one, two]) {
    expect((await client.query("SELECT current_setting('application_name') AS name")).rows).toEqual([
      { name: `litelift ${ID} 1` },
    ])
  }
})

test('what an earlier try said is forgotten when a task joins', async () => {
  await using target = await createDatabase()
  await using one = await claimer(target)
  await one.claim({}, { by: A })
  const report = { rows: 0, rejects: { rows: 0, byReason: [], first: [] } }
  const error = { code: 'target-busy', kind: 'again', subject: {}, message: '', hint: '' } as const
  await recordFailure(one.client, ID, '1', { ...report, error })
  expect((await readLease(one.client, ID))!.isOver).toBe(true)
  await joinClaim(one.client, FIRST)
  expect(await target.query('SELECT state, report, finished_at FROM litelift.migration')).toEqual([
    { state: 'running', report: null, finished_at: null },
  ])
})

test('a task whose claim is another one by now, or has ended, does not join', async () => {
  await using target = await createDatabase()
  await claimOnce(target, {}, { by: A })
  await lapse(target)
  await claimOnce(target, {}, { by: B })
  await using late = await connect(target.settings, 'litelift')
  await expect(joinClaim(late.client, FIRST)).rejects.toMatchObject({ code: 'migration-running' })
  await joinClaim(late.client, { id: ID, claim: '2' })
  await target.query("UPDATE litelift.migration SET state = 'failed'")
  await expect(joinClaim(late.client, { id: ID, claim: '2' })).rejects.toMatchObject({ code: 'migration-running' })
})

test('a process hands its claim over to an execution, once and for as long as said', async () => {
  await using target = await createDatabase()
  {
    await using first = await claimer(target)
    await first.claim()
    expect(await handOver(first.client, { id: ID, claim: '7' }, A)).toBe(false)
    expect(await handOver(first.client, FIRST, A, 1)).toBe(true)
  }
  await expect(claimOnce(target)).rejects.toMatchObject(refusedBy(A))
  await sleep(1000)
  expect(await claimOnce(target)).toMatchObject({ claim: '2' })
})
