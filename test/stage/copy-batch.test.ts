import { expect, test } from 'vitest'
import { copyBatch } from '../../engine/stage/copy-batch.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { planOf } from '../verify/two-sides.ts'

const PLAN = planOf('t', { body: 'bytea' })

async function withTable(): Promise<TestDatabase> {
  const target = await createDatabase()
  await target.query('CREATE SCHEMA app; CREATE TABLE app.t (body bytea)')
  return target
}

/** So many rows of 1 MB in binary COPY. */
function* rows(count: number, before: () => void = () => undefined): Generator<Buffer, void, undefined> {
  const row = Buffer.alloc(2 + 4 + 2 ** 20)
  row.writeInt16BE(1)
  row.writeInt32BE(2 ** 20, 2)
  for (let i = 0; i < count; i++) {
    before()
    yield row
  }
}

test('an error while rows are read aborts the COPY and leaves the connection usable', async () => {
  await using target = await withTable()
  await using connection = await connect(target.settings, 'litelift tests')
  const damage = new Error('this page is damaged')
  let read = 0
  const failing = () =>
    rows(3, () => {
      if (++read === 3) throw damage
    })
  await expect(copyBatch(connection.client, 'app', PLAN, failing)).rejects.toBe(damage)
  expect((await connection.client.query('SELECT count(*)::int AS rows FROM app.t')).rows).toEqual([{ rows: 0 }])
})

test('what the server says against a row names the table', async () => {
  await using target = await withTable()
  await target.query('ALTER TABLE app.t ADD CHECK (length(body) < 10)')
  await using connection = await connect(target.settings, 'litelift tests')
  await expect(copyBatch(connection.client, 'app', PLAN, () => rows(2))).rejects.toMatchObject({
    code: 'target-refused-values',
    subject: { table: 't' },
    message: expect.stringMatching(/^Copying rows of t: .*SQLSTATE 23514/s) as string,
  })
})
