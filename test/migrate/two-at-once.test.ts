import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { migrateSql } from './migrate-sql.ts'

const FILE = 'CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2), (3)'

const rows = async (target: TestDatabase) => (await target.query('SELECT n FROM s.t ORDER BY n')).map(({ n }) => n)

test('while a file is being migrated, a second migration of it says so and does nothing', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const first = migrateSql(target, FILE, { options: { before: [AT_GATE] } })
  await gate.reached()
  expect(await migrateSql(target, FILE)).toMatchObject({
    outcome: 'failed-retryable',
    error: {
      code: 'migration-running',
      kind: 'again',
      subject: { file: 's3://bucket/file.sqlite' },
      message: expect.stringMatching(/same version of s3:.* into s by another session/) as string,
      hint: expect.stringContaining('litelift status') as string,
    },
  })
  expect(await target.query("SELECT to_regclass('s.t') AS there")).toEqual([{ there: null }])
  await gate.open()
  expect(await first).toMatchObject({ outcome: 'published', rows: 3 })
  expect(await migrateSql(target, FILE)).toMatchObject({ outcome: 'already-published', rows: 3 })
  expect(await rows(target)).toEqual(['1', '2', '3'])
})

test('of several that start at the same moment one brings the rows', async () => {
  await using target = await createDatabase()
  const reports = await Promise.all(Array.from({ length: 10 }, () => migrateSql(target, FILE)))
  const ended = reports.map(({ outcome, error }) => error?.code ?? outcome)
  expect(ended.filter((end) => end === 'published')).toHaveLength(1)
  expect(ended.filter((end) => !['published', 'already-published', 'migration-running'].includes(end))).toEqual([])
  expect(await rows(target)).toEqual(['1', '2', '3'])
})

test('a file may be migrated into another schema meanwhile', async () => {
  await using target = await createDatabase()
  await using gate = await closeGate(target)
  const first = migrateSql(target, FILE, { options: { before: [AT_GATE] } })
  await gate.reached()
  expect(await migrateSql(target, FILE, { options: { schema: 'other' } })).toMatchObject({ outcome: 'published' })
  await gate.open()
  expect(await first).toMatchObject({ outcome: 'published' })
})
