import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { localFile } from './local-file.ts'

test('a thousand tables take seconds, not minutes', { timeout: 120_000 }, async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'litelift-many-'))
  try {
    const path = join(scratch, 'source.sqlite')
    const source = new Database(path)
    source.pragma('journal_mode = OFF')
    for (let i = 0; i < 1000; i++) {
      const parent = i === 0 ? '' : ` REFERENCES t${i - 1}`
      source.exec(`CREATE TABLE t${i} (id INTEGER PRIMARY KEY, name TEXT UNIQUE, other INTEGER${parent})`)
      // Every tenth table is empty.
      if (i % 10 > 0) source.exec(`INSERT INTO t${i} VALUES (1, 'n${i}', NULL), (2, NULL, NULL)`)
    }
    source.close()
    await using target = await createDatabase()
    const report = await migrate({
      source: await localFile(path),
      target: () => Promise.resolve(target.settings),
      options: { schema: 's' },
    })
    expect(report.error).toBeNull()
    expect(report.tables).toHaveLength(1000)
    const [counted] = await target.query(`
      SELECT (SELECT count(*)::int FROM pg_tables WHERE schemaname = 's') AS tables,
             (SELECT count(*)::int FROM pg_constraint WHERE connamespace = 's'::regnamespace AND contype IN ('p', 'u', 'f')) AS keys,
             (SELECT string_agg(name, ',') FROM s.t999) AS last`)
    expect(counted).toEqual({ tables: 1000, keys: 2999, last: 'n999' })
    process.stdout.write(`1,000 tables took ${report.seconds.toFixed(1)} s\n`)
    for (const { phase, seconds } of report.phases) process.stdout.write(`  ${phase} ${seconds} s\n`)
  } finally {
    rmSync(scratch, { recursive: true })
  }
})
