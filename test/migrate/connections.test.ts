import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { connectionsFor } from '../../engine/doctor.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from './migrate-sql.ts'

/** Tables of some 6 MB each, for all of which there are threads. */
const TABLES = Array.from(
  { length: 6 },
  (_, number) => `
    CREATE TABLE t${number} (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO t${number} WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 22000)
      SELECT n, hex(randomblob(100)) FROM c;
    CREATE INDEX i${number} ON t${number} (text);`,
)

test('a migration has no more connections than doctor says that it needs', async () => {
  await using target = await createDatabase()
  // Statistics take longer than it takes to begin comparing, as of tables that are large.
  await target.admin(`ALTER DATABASE ${target.settings.database} SET default_statistics_target = 10000`)
  const watching = new Client(target.url)
  await watching.connect()
  let most = 0
  const ended = new AbortController()
  const watched = (async () => {
    while (!ended.signal.aborted) {
      const { rows } = await watching.query<{ count: number }>(
        // Not the one by which tests make databases: it is another role's.
        `SELECT count(*)::int FROM pg_stat_activity
          WHERE datname = current_database() AND usename = current_user AND application_name LIKE 'litelift%'`,
      )
      most = Math.max(most, rows[0]!.count)
      await sleep(2)
    }
  })()
  const workers = 3
  const report = await migrateSql(target, TABLES.join(''), { options: { workers, verify: 'full' }, leaseSeconds: 0.9 })
  ended.abort()
  await watched
  await watching.end()
  expect(report.outcome).toBe('published')
  expect(most).toBeGreaterThan(workers + 1)
  expect(most).toBeLessThanOrEqual(connectionsFor(workers))
})
