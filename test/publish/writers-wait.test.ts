import { expect, test } from 'vitest'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { until } from '../until.ts'

const FILE = "CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO t VALUES (1, 'file'), (2, 'file')"

test.for(['upsert', 'mirror'] as const)(
  'while %s brings a table up to date readers go on and a writer waits',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(
      "CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, said text); INSERT INTO s.t VALUES (1, 'old'), (2, 'file')",
    )
    await using gate = await closeGate(target)
    const migration = migrateSql(target, FILE, { options: { mode, after: [AT_GATE] } })
    await gate.reached()
    expect(await target.query('SELECT said FROM s.t ORDER BY id')).toEqual([{ said: 'old' }, { said: 'file' }])

    await using writer = await connect(target.settings, 'litelift tests')
    // Of a row that the migration leaves as it is: no lock of a row holds this up.
    const written = writer.client.query("UPDATE s.t SET said = 'writer' WHERE id = 2")
    await until('the writer waits for the table', async () => {
      const waiting = await target.admin(
        "SELECT FROM pg_locks WHERE relation = 's.t'::regclass AND mode = 'RowExclusiveLock' AND NOT granted",
      )
      return waiting.length === 1
    })
    await gate.open()
    expect(await migration).toMatchObject({ outcome: 'published', tables: [{ updated: 1, unchanged: 1 }] })
    await written
    expect(await target.query('SELECT said FROM s.t ORDER BY id')).toEqual([{ said: 'file' }, { said: 'writer' }])
  },
)
