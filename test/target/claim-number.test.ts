import { expect, test } from 'vitest'
import { migrationId } from '../../engine/target/claim/identity.ts'
import { readLedger, recordPublished, type StoredReport } from '../../engine/target/ledger/ledger.ts'
import { transaction } from '../../engine/target/query.ts'
import { createDatabase } from '../database.ts'
import { claimer, claimOnce, IDENTITY } from './claimer.ts'

const REPORT: StoredReport = { rows: 7, rejects: { rows: 0, byReason: [], first: [] }, error: null }

test('every claim of a migration has a higher number; the first has 1', async () => {
  await using target = await createDatabase()
  const claims = []
  for (let i = 0; i < 3; i++) claims.push(await claimOnce(target))
  expect(claims).toEqual(['1', '2', '3'].map((claim) => ({ state: 'running', claim, fingerprint: null })))
  expect(await claimOnce(target, { version: 'v2' })).toMatchObject({ claim: '1' })
})

test('a migration has one claimer; its claim ends with the connection', async () => {
  await using target = await createDatabase()
  {
    await using first = await claimer(target)
    await first.claim()
    await expect(claimOnce(target)).rejects.toMatchObject({ code: 'migration-running', kind: 'again' })
    for (const other of [{ version: 'v2' }, { schema: 'other' }, { source: 's3://bucket/b.sqlite' }])
      expect(await claimOnce(target, other)).toMatchObject({ state: 'running', claim: '1' })
  }
  expect(await claimOnce(target)).toMatchObject({ state: 'running', claim: '2' })
})

test('a claim says what runs, and what an earlier one staged is still known by its fingerprint', async () => {
  await using target = await createDatabase()
  await claimOnce(target, { sequencer: '01' }, { mode: 'append' })
  await target.query(
    `UPDATE litelift.migration SET state = 'failed', fingerprint = 'f', finished_at = now(), report = '{}', started_at = '2000-01-01'`,
  )
  expect(await claimOnce(target, { sequencer: '02' }, { mode: 'mirror' })).toEqual({
    state: 'running',
    claim: '2',
    fingerprint: 'f',
  })
  const ledger = `SELECT id, source, version, sequencer, target_schema, mode, state, finished_at, report, started_at > '2001-01-01' AS "startedNow"
                    FROM litelift.migration`
  expect(await target.query(ledger)).toEqual([
    {
      id: migrationId(IDENTITY),
      source: 's3://bucket/a.sqlite',
      version: 'v1',
      sequencer: '02',
      target_schema: 's',
      mode: 'mirror',
      state: 'running',
      finished_at: null,
      report: null,
      startedNow: true,
    },
  ])
})

test('a published migration is answered from the ledger; asked for again it is claimed, with staging anew', async () => {
  await using target = await createDatabase()
  {
    await using first = await claimer(target)
    await first.claim()
    await target.query("UPDATE litelift.migration SET fingerprint = 'f'")
    await target.query(
      `INSERT INTO litelift.checkpoint (migration, shard, claim, table_name) SELECT id, 0, 1, 't' FROM litelift.migration`,
    )
    await recordPublished(first.client, migrationId(IDENTITY), '1', REPORT)
    expect(await readLedger(first.client, migrationId(IDENTITY))).toEqual([
      {
        id: migrationId(IDENTITY),
        source: 's3://bucket/a.sqlite',
        version: 'v1',
        schema: 's',
        mode: 'append',
        state: 'published',
        rows: 7,
        rejects: 0,
        report: REPORT,
        published: true,
        startedAt: expect.any(Date) as Date,
        finishedAt: expect.any(Date) as Date,
      },
    ])
  }
  expect(await target.query('SELECT * FROM litelift.checkpoint')).toEqual([])
  expect(await claimOnce(target)).toEqual({ state: 'published' })
  expect(await claimOnce(target, {}, { again: true })).toEqual({ state: 'running', claim: '2', fingerprint: null })
})

test('a claim that was taken over cannot publish', async () => {
  await using target = await createDatabase()
  await claimOnce(target)
  await using second = await claimer(target)
  await second.claim()
  const id = migrationId(IDENTITY)
  await target.query('CREATE SCHEMA s')
  const late = transaction(second.client, async () => {
    await second.client.query('CREATE TABLE s.t (n integer)')
    await recordPublished(second.client, id, '1', REPORT)
  })
  await expect(late).rejects.toMatchObject({
    code: 'migration-running',
    message: 'Another session claimed this migration meanwhile.',
    hint: expect.stringContaining('Nothing was published') as string,
  })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  expect(await target.query('SELECT state, finished_at FROM litelift.migration')).toEqual([
    { state: 'running', finished_at: null },
  ])
  await recordPublished(second.client, id, '2', REPORT)
  expect(await claimOnce(target, { version: 'v2' })).toMatchObject({ claim: '1' })
})

test('only the migration that was published is marked so', async () => {
  await using target = await createDatabase()
  await claimOnce(target, { version: 'v2' })
  await target.query(
    `INSERT INTO litelift.checkpoint (migration, shard, claim, table_name) SELECT id, 0, 1, 't' FROM litelift.migration`,
  )
  await using first = await claimer(target)
  await first.claim()
  await recordPublished(first.client, migrationId(IDENTITY), '1', REPORT)
  expect(await target.query('SELECT version, state FROM litelift.migration ORDER BY version')).toEqual([
    { version: 'v1', state: 'published' },
    { version: 'v2', state: 'running' },
  ])
  expect(await target.query('SELECT shard FROM litelift.checkpoint')).toEqual([{ shard: 0 }])
})
