import { expect, test } from 'vitest'
import { LiteliftError, type ErrorCode } from '../../engine/errors.ts'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { readLedger, recordFailure, type StoredReport } from '../../engine/target/ledger/ledger.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'
import { claimer, claimOnce, IDENTITY } from './claimer.ts'

const ID = migrationId(IDENTITY)

function failed(code: ErrorCode): StoredReport {
  const error = new LiteliftError(code, { message: 'm', hint: 'h' }).toJSON()
  return { rows: 0, rejects: { rows: 3, byReason: [], first: [] }, error }
}

test('a failure that the next try may mend leaves the migration running, any other one ends it', async () => {
  await using target = await createDatabase()
  await claimOnce(target, { version: 'v2' })
  await using one = await claimer(target)
  await one.claim()
  for (const [code, state] of [
    ['target-unreachable', 'running'],
    ['target-refused-values', 'failed'],
  ] as const) {
    expect(await recordFailure(one.client, ID, '1', failed(code))).toBe(true)
    expect(await readLedger(one.client, ID)).toMatchObject([
      { state, report: failed(code), rejects: 3, finishedAt: expect.any(Date) as Date },
    ])
  }
  const others = await readLedger(one.client)
  expect(others.map(({ version, report }) => ({ version, report }))).toMatchObject([
    { version: 'v1', report: failed('target-refused-values') },
    { version: 'v2', report: null },
  ])
})

test('a claim that was taken over records nothing', async () => {
  await using target = await createDatabase()
  await claimOnce(target)
  await using second = await claimer(target)
  await second.claim()
  expect(await recordFailure(second.client, ID, '1', failed('target-refused-values'))).toBe(false)
  expect(await readLedger(second.client, ID)).toMatchObject([{ state: 'running', report: null, finishedAt: null }])
})

test('a database without a ledger has no migrations', async () => {
  await using target = await createDatabase()
  await using connection = await connect(target.settings, 'litelift tests')
  expect(await readLedger(connection.client)).toEqual([])
})
