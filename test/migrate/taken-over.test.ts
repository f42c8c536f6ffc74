import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2), (3)'

/** As another claimer does; the lock of the first one is not in its way. */
const takeOver = (target: TestDatabase) => target.query('UPDATE litelift.migration SET claim = claim + 1')

const staging = (target: TestDatabase, id: string) => target.query(`SELECT count(*)::int AS rows FROM litelift_${id}.t`)

test('a migration that was taken over before it published leaves all to the other', async () => {
  await using target = await createDatabase()
  const beforePublish = async () => void (await takeOver(target))
  const report = await migrateSql(target, FILE, { beforePublish })
  expect(report).toMatchObject({ outcome: 'failed-retryable', error: { code: 'migration-running', kind: 'again' } })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  expect(await staging(target, report.id)).toEqual([{ rows: 3 }])
  expect(await target.query('SELECT state, claim, report FROM litelift.migration')).toEqual([
    { state: 'running', claim: '2', report: null },
  ])
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'published', rows: 3 })
})

test('nobody takes over what is being published', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const first = migrateSql(target, FILE, { options: { after: [AT_GATE] } })
  await gate.reached()
  await target.query("SET lock_timeout = '200ms'")
  await expect(takeOver(target)).rejects.toThrow('lock timeout')
  await gate.open()
  expect(await first).toMatchObject({ outcome: 'published', rows: 3 })
})

test('nor does one that fails for good remove what the other staged', async () => {
  await using target = await createDatabase()
  const report = await migrateSql(target, FILE, {
    beforePublish: async () => {
      await takeOver(target)
      throw new LiteliftError('statement-refused', { message: 'It was refused.', hint: 'Let it be.' })
    },
  })
  expect(report.error).toMatchObject({ code: 'statement-refused', kind: 'options' })
  expect(await staging(target, report.id)).toEqual([{ rows: 3 }])
  expect(await target.query('SELECT state, report FROM litelift.migration')).toEqual([
    { state: 'running', report: null },
  ])
})

test('one that fails for good while it has the claim removes what it staged', async () => {
  await using target = await createDatabase()
  const report = await migrateSql(target, FILE, { options: { before: ['SELECT 1 / 0'] } })
  expect(report.error).toMatchObject({ code: 'statement-refused' })
  expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
  expect(await target.query('SELECT state FROM litelift.migration')).toEqual([{ state: 'failed' }])
})
