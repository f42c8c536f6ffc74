import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { compareCounts } from '../../engine/verify/counts.ts'
import { createDatabase } from '../database.ts'
import { planOf } from './two-sides.ts'

test('names the tables whose number of rows differs', async () => {
  await using db = await createDatabase()
  await db.query(`
    CREATE SCHEMA app; CREATE TABLE app."T a" (v int); CREATE TABLE app.b (v int); INSERT INTO app."T a" VALUES (1), (2)`)
  await using connection = await connect(db.settings, 'litelift tests')
  const [a, b] = [planOf('T a', { v: 'integer' }), planOf('b', { v: 'integer' })]
  await compareCounts(connection.client, 'app', [{ ...a, rows: 2 }, b])
  await expect(compareCounts(connection.client, 'app', [{ ...a, rows: 3 }, b])).rejects.toMatchObject({
    code: 'verify-differs',
    message: 'Row counts differ: T a holds 2 rows, the file 3.',
  })
})
