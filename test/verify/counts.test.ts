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

test('names each of many tables that one statement counts', async () => {
  await using db = await createDatabase()
  const names = Array.from({ length: 250 }, (_, at) => `t${at}`)
  // As many rows as the number ends with.
  const made = names.map((name, at) => `CREATE TABLE app.${name} AS SELECT FROM generate_series(1, ${at % 10})`)
  await db.query(`CREATE SCHEMA app; ${made.join('; ')}`)
  await using connection = await connect(db.settings, 'litelift tests')
  const plans = names.map((name, at) => ({ ...planOf(name, {}), rows: at % 10 }))
  await compareCounts(connection.client, 'app', plans)
  await db.query('INSERT INTO app.t99 DEFAULT VALUES; INSERT INTO app.t100 DEFAULT VALUES; TRUNCATE app.t249')
  await expect(compareCounts(connection.client, 'app', plans)).rejects.toMatchObject({
    message:
      'Row counts differ: t99 holds 10 rows, the file 9; t100 holds 1 rows, the file 0; t249 holds 0 rows, the file 9.',
  })
})
