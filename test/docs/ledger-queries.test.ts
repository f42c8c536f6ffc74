import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const folder = join(import.meta.dirname, '../../docs')

test('what pages ask the ledger is answered, and shortly where it goes through the Data API', async () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'))
  const queries = pages.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/--sql '([^']*litelift\.[^']*)'/g)].map(([, sql]) => sql!),
  )
  expect(queries).toHaveLength(1)
  await using target = await createDatabase()
  await migrateSql(target, 'CREATE TABLE t (a); INSERT INTO t VALUES (1)')
  for (const sql of queries) {
    const rows = await target.query(sql)
    expect(rows).toHaveLength(1)
    // 50 rows in 1 MiB.
    expect(JSON.stringify(rows).length).toBeLessThan(20_000)
    expect(sql).toMatch(/limit \d+$/)
  }
})
