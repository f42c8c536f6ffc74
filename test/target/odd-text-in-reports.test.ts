import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'

test('NUL and what steers a terminal, in the SQL and the names of a file, keep no report out of the ledger', async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'odd.db')
  const database = new Database(path)
  database.unsafeMode()
  database.exec(`
    CREATE TABLE "t\u001b[31m\u2028" (a INTEGER PRIMARY KEY, b TEXT);
    CREATE TRIGGER tr AFTER INSERT ON "t\u001b[31m\u2028" BEGIN SELECT 1; END;
    CREATE VIEW v AS SELECT random() AS r;
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = sql || char(0) || 'more' WHERE type IN ('trigger', 'view')`)
  database.close()
  await using target = await createDatabase()
  const report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
  })
  expect(report).toMatchObject({ error: null, outcome: 'published' })
  const [row] = await target.query(`SELECT state, report -> 'notes' AS notes FROM litelift.migration`)
  expect(row).toMatchObject({ state: 'published' })
  expect(JSON.stringify(row)).toContain(String.raw`\\u{0}more`)
})
