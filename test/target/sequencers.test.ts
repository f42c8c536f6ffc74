import { expect, test } from 'vitest'
import { migrationId, type Identity } from '../../engine/target/claim/identity.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { claimOnce, IDENTITY } from './claimer.ts'

/** Claims a version and ends it in the state. */
async function end(target: TestDatabase, identity: Partial<Identity>, state: string): Promise<void> {
  await claimOnce(target, identity)
  const id = migrationId({ ...IDENTITY, ...identity })
  const published = state === 'published' ? '{}' : null
  await target.query('UPDATE litelift.migration SET state = $1, published = $3 WHERE id = $2', [state, id, published])
}

/** S3: hexadecimal numbers of unequal length, the shorter one padded on the left. */
test.for<[string | null, string | null, 'running' | 'superseded']>([
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6', 'running'],
  ['0055AED6DCD90281E6', '0055AED6DCD90281E5', 'superseded'],
  ['9', '10', 'running'],
  ['10', '9', 'superseded'],
  ['FF', '0100', 'running'],
  ['0100', 'FF', 'superseded'],
  ['00000A', 'B', 'running'],
  ['b', '00000A', 'superseded'],
  ['a', 'B', 'running'],
  ['B', 'a', 'superseded'],
  ['9', 'a', 'running'],
  ['A', '9', 'superseded'],
  ['0A', 'a', 'running'],
  [null, '1', 'running'],
  ['1', null, 'running'],
])('sequencer %s is published, %s arrives: %s', async ([published, arriving, state]) => {
  await using target = await createDatabase()
  await end(target, { sequencer: published }, 'published')
  expect(await claimOnce(target, { version: 'v2', sequencer: arriving })).toMatchObject({ state })
})

test('only what was published of the same object into the same schema supersedes', async () => {
  await using target = await createDatabase()
  await end(target, { version: 'v3', sequencer: '3' }, 'failed')
  await end(target, { version: 'v4', sequencer: '4' }, 'running')
  await end(target, { version: 'v5', sequencer: '5' }, 'superseded')
  await end(target, { source: 's3://bucket/b.sqlite', sequencer: '6' }, 'published')
  await end(target, { schema: 'other', sequencer: '7' }, 'published')
  expect(await claimOnce(target, { sequencer: '1' })).toMatchObject({ state: 'running' })
})

test('a superseded version is written down, also where it had failed before', async () => {
  await using target = await createDatabase()
  await end(target, { sequencer: '1' }, 'failed')
  await end(target, { version: 'v3', sequencer: '3' }, 'published')
  expect(await claimOnce(target, { sequencer: '1' })).toEqual({ state: 'superseded' })
  expect(await claimOnce(target, { version: 'v2', sequencer: '2' }, { mode: 'mirror' })).toEqual({
    state: 'superseded',
  })
  const ledger = `SELECT source, version, sequencer, target_schema, mode, state, finished_at IS NOT NULL AS finished
                    FROM litelift.migration WHERE version <> 'v3' ORDER BY version`
  const same = { source: IDENTITY.source, target_schema: 's', state: 'superseded', finished: true }
  expect(await target.query(ledger)).toEqual([
    { ...same, version: 'v1', sequencer: '1', mode: 'append' },
    { ...same, version: 'v2', sequencer: '2', mode: 'mirror' },
  ])
})

test('a version that was published twice, as again asks, is not older than itself', async () => {
  await using target = await createDatabase()
  await end(target, { sequencer: '2' }, 'published')
  expect(await claimOnce(target, { sequencer: '1' }, { again: true })).toMatchObject({ state: 'running', claim: '2' })
})
