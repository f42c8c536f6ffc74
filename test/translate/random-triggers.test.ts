import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: scratch } = scratchOfFile()

const TABLES = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, k INTEGER, n INTEGER, m INTEGER DEFAULT 0, s TEXT);
  CREATE TABLE u (id INTEGER PRIMARY KEY, k INTEGER, n INTEGER, m INTEGER DEFAULT 0, s TEXT);
  CREATE TABLE log (id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
  CREATE TABLE tally (k INTEGER PRIMARY KEY, c INTEGER);
  CREATE TABLE seen (s TEXT UNIQUE);
  INSERT INTO t VALUES (1, 1, 1, 0, 'a'), (2, 2, 2, 0, 'b'), (3, 1, NULL, 0, NULL);
  INSERT INTO u VALUES (1, 1, 1, 0, 'a'), (2, 2, 20, 0, NULL);
  INSERT INTO log VALUES (1, 9, 'l'); INSERT INTO seen VALUES ('a'); INSERT INTO tally VALUES (1, 0);`

/** What is compared; the id of a log depends on how many were given out before. */
const ROWS = ['SELECT * FROM t', 'SELECT * FROM u', 'SELECT a, b FROM log', 'SELECT * FROM tally', 'SELECT * FROM seen']

const some = (...all: string[]) => fc.constantFrom(...all)

/** OWN is the table of the trigger, OTHER the other one of t and u, ROW is NEW or OLD. */
const BODY = some(
  'UPDATE OTHER SET n = n + 1 WHERE k = ROW.k', 'UPDATE OTHER SET n = n - ROW.n WHERE id = ROW.id', 'UPDATE OWN SET s = s || ROW.n WHERE id = ROW.id', "UPDATE OWN SET m = m + 1 WHERE id = ROW.id AND s <> 'z'", 'UPDATE OWN SET n = 0 WHERE k = ROW.k',
  'INSERT INTO log (a, b) VALUES (ROW.n + 1, upper(ROW.s))', "INSERT INTO log (a, b) SELECT OTHER.id, ROW.s || OTHER.k FROM OTHER WHERE OTHER.k = ROW.k", 'INSERT INTO log (a) SELECT count(*) FROM OWN', 'INSERT OR IGNORE INTO seen VALUES (ROW.s)',
  'INSERT INTO tally (k, c) VALUES (ROW.k, 1) ON CONFLICT (k) DO UPDATE SET c = c + excluded.c', 'UPDATE OTHER SET m = (SELECT count(*) FROM log) WHERE id = ROW.id', 'DELETE FROM log WHERE a = ROW.id', 'DELETE FROM OTHER WHERE k = ROW.k AND n > 50',
  "SELECT RAISE(ABORT, 'no') WHERE ROW.n > 90", 'SELECT RAISE(IGNORE) WHERE ROW.n = 7', "SELECT RAISE(ABORT, 'full') FROM OTHER WHERE OTHER.n > 30 AND OTHER.k = ROW.k",
) // prettier-ignore

const TRIGGER = fc
  .tuple(
    some('BEFORE', 'AFTER', 'AFTER'),
    some('INSERT', 'UPDATE', 'UPDATE OF n', 'DELETE'),
    some('t', 'u'),
    some('', 'WHEN ROW.n > 1', 'WHEN ROW.s IS NOT NULL', 'WHEN EXISTS (SELECT 1 FROM OTHER WHERE OTHER.k = ROW.k)'),
    fc.array(BODY, { minLength: 1, maxLength: 2 }),
  )
  .map(([timing, event, own, when, body]) => {
    const sql = `${timing} ${event} ON ${own} ${when} BEGIN ${body.join('; ')}; END`
    return sql
      .replaceAll('ROW.', event === 'DELETE' ? 'OLD.' : 'NEW.')
      .replaceAll('OWN', own)
      .replaceAll('OTHER', own === 't' ? 'u' : 't')
  })

/** An id that is given out would be another one after a statement that failed, so each # is a new one. */
const STATEMENT = some(
  "INSERT INTO t (id, k, n, s) VALUES (#, 1, 2, 'a'), (#, 2, NULL, NULL), (#, 1, 5, 'q')", "INSERT INTO u (id, k, n, s) VALUES (#, 1, 7, 'b'), (#, 2, 1, 'c')", 'UPDATE t SET n = n + 1', 'UPDATE t SET n = n + 40 WHERE k = 1', 'UPDATE t SET n = 95 WHERE id = 2', 'UPDATE t SET k = 3 - k',
  'UPDATE u SET n = 3', "UPDATE u SET s = s || 'x' WHERE id < 3", 'UPDATE u SET n = 7 WHERE id = 2', 'DELETE FROM t WHERE n > 3', 'DELETE FROM t WHERE id = 1', 'DELETE FROM u',
) // prettier-ignore

const numRuns = Number(process.env['RUNS'] ?? 20)

test('no trigger that is made does anything else', { timeout: 60_000 + numRuns * 2000 }, async () => {
  await using postgres = await createDatabase()
  const counts = { made: 0, left: 0 }
  let files = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(TRIGGER, { minLength: 1, maxLength: 3 }),
      fc.array(STATEMENT, { minLength: 4, maxLength: 7 }),
      async (bodies, statements) => {
        const schema = `s${files++}`
        const path = join(scratch, `${schema}.sqlite`)
        const sqlite = new Database(path)
        sqlite.pragma('synchronous = OFF')
        sqlite.exec(TABLES)
        const triggers = bodies.map((body, i) => ({ name: `g${i}`, sql: `CREATE TRIGGER g${i} ${body}` }))
        for (const { sql } of triggers) sqlite.exec(sql)
        const { error, triggers: made } = await migrate({
          source: await localFile(path),
          target: () => Promise.resolve(postgres.settings),
          options: { schema, triggers: true },
        })
        expect(error).toBeNull()
        const isMade = (name: string) => made.some((one) => one.name === name)
        counts.made += made.length
        counts.left += triggers.length - made.length
        for (const { name } of triggers) if (!isMade(name)) sqlite.exec(`DROP TRIGGER ${name}`)
        await postgres.query(`SET search_path = ${schema}`)
        let id = 10
        for (const given of statements) {
          const sql = given.replaceAll('#', () => String(id++))
          const told = { bodies: triggers.filter(({ name }) => isMade(name)), sql }
          const expected = {
            ...told,
            error: outcome(() => sqlite.exec(sql)),
            rows: ROWS.map((one) => shown(sqlite.prepare<[], object>(one).all())),
          }
          const failed = await outcomeOf(postgres.query(sql))
          expect({ ...told, error: failed, rows: await rowsOf(postgres) }).toEqual(expected)
        }
        sqlite.close()
        await postgres.query(`DROP SCHEMA ${schema} CASCADE`)
      },
    ),
    { seed: Number(process.env['SEED'] ?? 2024), numRuns },
  )
  process.stdout.write(`${JSON.stringify(counts)}\n`)
  expect(counts.made).toBeGreaterThan(counts.left / 2)
})

async function rowsOf(postgres: TestDatabase): Promise<string[][]> {
  const all: string[][] = []
  for (const one of ROWS) all.push(shown(await postgres.query(one)))
  return all
}

function shown(rows: object[]): string[] {
  return rows.map((row) => Object.values(row).map(String).join(' | ')).toSorted()
}

function outcome(run: () => void): string | null {
  try {
    run()
    return null
  } catch (error) {
    return (error as Error).message
  }
}

async function outcomeOf(run: Promise<unknown>): Promise<string | null> {
  return run.then(
    () => null,
    (error: Error) => error.message,
  )
}
