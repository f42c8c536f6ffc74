import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

const file = (n: number) => `CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (${n})`

const staging = async (target: TestDatabase) =>
  (
    await target.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'litelift\\_%' ORDER BY 1",
    )
  ).map(({ name }) => name)

/** Leaves what a killed migration leaves: staging, checkpoints, and a row that says that it runs. */
async function killed(target: TestDatabase, n: number, uri: string): Promise<string> {
  const controller = new AbortController()
  const { id, error } = await migrateSql(target, file(n), {
    uri,
    signal: controller.signal,
    listener: (event) => event.type === 'phase-started' && event.phase === 'build' && controller.abort(),
  })
  expect(error).toMatchObject({ code: 'migration-interrupted' })
  return id
}

test('what can be resumed stays, whatever else is migrated', async () => {
  await using target = await createDatabase()
  const id = await killed(target, 1, 'one')
  expect(await migrateSql(target, file(2), { uri: 'two' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([`litelift_${id}`])
  expect(await migrateSql(target, file(1), { uri: 'one' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([])
})

test.for<[string, (id: string) => string]>([
  ['has failed since', (id) => `UPDATE litelift.migration SET state = 'failed' WHERE id = '${id}'`],
  ['was published by another way', (id) => `UPDATE litelift.migration SET state = 'published' WHERE id = '${id}'`],
  ['was superseded', (id) => `UPDATE litelift.migration SET state = 'superseded' WHERE id = '${id}'`],
  ['the ledger has forgotten', (id) => `DELETE FROM litelift.migration WHERE id = '${id}'`],
])('the next run removes what one that %s left behind', async ([, end]) => {
  await using target = await createDatabase()
  const id = await killed(target, 1, 'one')
  await target.query(end(id))
  expect(await migrateSql(target, file(2), { uri: 'two' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([])
  expect(await target.query('SELECT * FROM litelift.checkpoint')).toEqual([])
})

test('a later version of the same file removes what the earlier one left behind', async () => {
  await using target = await createDatabase()
  await killed(target, 1, 'one')
  expect(await migrateSql(target, file(2), { uri: 'one' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([])
})

test('what somebody still holds is left to the run after that', async () => {
  await using target = await createDatabase()
  const id = await killed(target, 1, 'one')
  await target.query(`UPDATE litelift.migration SET state = 'failed' WHERE id = '${id}'`)
  await target.query(`SELECT pg_advisory_lock(('x' || '${id}')::bit(64)::bigint)`)
  expect(await migrateSql(target, file(2), { uri: 'two' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([`litelift_${id}`])
  await target.query('SELECT pg_advisory_unlock_all()')
  expect(await migrateSql(target, file(3), { uri: 'three' })).toMatchObject({ outcome: 'published' })
  expect(await staging(target)).toEqual([])
})
