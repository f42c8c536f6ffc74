import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile()

const path = join(scratch, 'weak.sqlite')
const file = new Database(path)
file.pragma('foreign_keys = OFF')
file.pragma('ignore_check_constraints = ON')
// Whatever rows force to be weaker than the file says.
file.exec(`
  CREATE TABLE parent (id INTEGER PRIMARY KEY, code UNIQUE);
  CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent, amount INTEGER CHECK (amount > 0), twice AS (amount * 2) STORED);
  INSERT INTO parent VALUES (1, 1), (2, '1');
  INSERT INTO child VALUES (1, 1, 5), (2, 99, -3);
  CREATE INDEX amounts ON child (amount)`)
file.close()

async function run(target: TestDatabase, before?: () => Promise<unknown>): Promise<Report> {
  let acted: Promise<unknown> | undefined
  const report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
    listener: (event) => {
      if (event.type === 'phase-started' && event.phase === 'verify') acted ??= before?.()
    },
  })
  await acted
  return report
}

/** What is in the schema, with what it holds for. */
const BUILT = `
  SELECT 'index' AS kind, indexname AS name, indexdef AS what FROM pg_indexes WHERE schemaname = 's'
   UNION ALL
  SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 's'::regnamespace AND contype <> 'n'
   ORDER BY 1, 2`

test('a migration that resumes after its build says the same and builds the same as one that ran through', async () => {
  await using through = await createDatabase()
  const whole = await run(through)
  expect(whole.notes.map(({ code }) => code).toSorted()).toEqual([
    'check-not-valid',
    'foreign-key-not-valid',
    'type-mixed-classes',
    'unique-weakened',
  ])

  await using target = await createDatabase()
  const { user } = target.settings
  const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${user}' AND application_name LIKE 'litelift %' AND application_name <> 'litelift tests'`
  // Publish waits for this lock, so that the end comes before it however fast the verification is.
  const lock = "hashtextextended('litelift publish s', 0)"
  await target.admin(`SELECT pg_advisory_lock(${lock})`)
  const broken = await run(target, () => target.admin(end))
  await target.admin(`SELECT pg_advisory_unlock(${lock})`)
  expect(broken.error).toMatchObject({ kind: 'again' })
  const resumed = await run(target)
  expect(resumed).toMatchObject({ outcome: 'published', notes: whole.notes })
  expect(await target.query(BUILT)).toEqual(await through.query(BUILT))
})
