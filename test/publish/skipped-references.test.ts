import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { MODES } from '../../engine/options/modes.ts'
import { planFile } from '../../engine/plan-file.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'

// The file's role 2 is the target's role 1 by name, and its id 2 another role there. Roles come by append.
const FILE = `
  CREATE TABLE role (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  INSERT INTO role VALUES (1, 'reader'), (2, 'writer'), (3, 'owner');
  CREATE TABLE person (id INTEGER PRIMARY KEY, role INTEGER REFERENCES role (id));
  INSERT INTO person VALUES (10, 2), (11, 3), (12, NULL)`
const ROLES = `
  CREATE SCHEMA s;
  CREATE TABLE s.role (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
  INSERT INTO s.role VALUES (1, 'reader'), (2, 'admin')`
const PEOPLE = 'CREATE TABLE s.person (id bigint PRIMARY KEY, role bigint REFERENCES s.role (id))'

async function foretold(target: TestDatabase, sql: string, options: RawOptions): Promise<(string | null)[]> {
  using folder = scratchFolder()
  const source = await localFile(makeDatabase(folder.path, { fill: sql }))
  const planned = await planFile({
    source,
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', ...options },
  })
  return planned.changes!.map(({ refused }) => refused)
}

const REFUSED =
  /^1 row of person would reference rows of role that are others in the target than in the file \(role 2\)/

describe('a row that references one which append left out, because the target has another', () => {
  test.for(MODES)('comes by %s', async (mode) => {
    await using target = await createDatabase()
    await target.query(`${ROLES}; ${PEOPLE}; INSERT INTO s.person VALUES (9, 2)`)
    const options = { tables: { person: { mode } } }
    const all = await foretold(target, FILE, options)
    expect(all).toEqual([null, expect.stringMatching(REFUSED)])
    const { error } = await migrateSql(target, FILE, { options })
    expect(error).toMatchObject({
      code: 'target-reference-changed',
      subject: { table: 'person', column: 'role' },
    })
    // The plan has the advice as well.
    expect(all[1]).toBe(`${error!.message} ${error!.hint}`)
    expect(await target.query('SELECT id::int, role::int FROM s.person')).toEqual([{ id: 9, role: 2 }])
    const allowed = await migrateSql(target, FILE, { options: { ...options, onSkippedReference: 'allow' } })
    expect(allowed.error).toBeNull()
  })

  test('comes in a new table', async () => {
    await using target = await createDatabase()
    await target.query(
      `${ROLES}; CREATE TABLE s.city (id bigint PRIMARY KEY, name text); INSERT INTO s.city VALUES (3, 'theirs')`,
    )
    // The new rows do not reference this one.
    const file = `CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO city VALUES (3, 'ours'); ${FILE}`
    const all = await foretold(target, file, {})
    expect(all).toEqual([null, null, expect.stringMatching(REFUSED)])
    const { error } = await migrateSql(target, file)
    expect(error?.code).toBe('target-reference-changed')
    expect(all[2]).toContain(error!.message)
    expect(all[2]).toContain("its seeds, take `mode: 'mirror'` (`--mode mirror`)")
    expect(await target.query("SELECT to_regclass('s.person') AS person")).toEqual([{ person: null }])
    const allowed = await migrateSql(target, file, { options: { onSkippedReference: 'allow' } })
    expect(allowed.error).toBeNull()
  })

  test('is another row of the same table', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE TABLE s.node (id bigint PRIMARY KEY, up bigint REFERENCES s.node (id), name text);
      INSERT INTO s.node VALUES (1, NULL, 'theirs')`)
    const file = `CREATE TABLE node (id INTEGER PRIMARY KEY, up INTEGER REFERENCES node (id), name TEXT);
      INSERT INTO node VALUES (1, NULL, 'ours'), (2, 1, 'leaf')`
    expect(await foretold(target, file, {})).toEqual([expect.stringContaining('1 row of node')])
    const { error } = await migrateSql(target, file)
    expect(error).toMatchObject({ code: 'target-reference-changed', subject: { table: 'node', column: 'up' } })
  })

  test('by a key of two columns, of which the message names five values at most', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE TABLE s.p (a int, b text, v text, PRIMARY KEY (a, b));
      CREATE TABLE s.c (id int PRIMARY KEY, a int, b text, FOREIGN KEY (a, b) REFERENCES s.p (a, b));
      INSERT INTO s.p SELECT i, 'x', 'theirs' FROM generate_series(1, 8) i`)
    const rows = [1, 2, 3, 4, 5, 6, 7].map((id) => `(${id}, ${id}, 'x')`).join(', ')
    const parents = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => `(${id}, 'x', 'ours')`).join(', ')
    const { error } = await migrateSql(
      target,
      `CREATE TABLE p (a INT, b TEXT, v TEXT, PRIMARY KEY (a, b)); INSERT INTO p VALUES ${parents};
       CREATE TABLE c (id INTEGER PRIMARY KEY, a INT, b TEXT, FOREIGN KEY (a, b) REFERENCES p (a, b)); INSERT INTO c VALUES ${rows}, (8, 8, NULL)`,
    )
    expect(error).toMatchObject({ code: 'target-reference-changed', subject: { table: 'c', column: 'a' } })
    expect(error?.message).toMatch(/^7 rows of c .*\(a, b 1, x; 2, x; 3, x; 4, x; 5, x …\)/)
  })
})

test('rows that were there already, and references to rows that are the same, are no change', async () => {
  await using target = await createDatabase()
  await target.query(`${ROLES}; ${PEOPLE}; INSERT INTO s.person VALUES (10, 2)`)
  const file = FILE.replace("(2, 'writer')", "(2, 'admin')")
  expect(await foretold(target, file, {})).toEqual([null, null])
  expect((await migrateSql(target, file)).error).toBeNull()
  expect(await target.query('SELECT id::int, role::int FROM s.person ORDER BY id')).toEqual([
    { id: 10, role: 2 },
    { id: 11, role: 3 },
    { id: 12, role: null },
  ])
})

test('a row that stays behind itself references nothing anew', async () => {
  await using target = await createDatabase()
  await target.query(`${ROLES}; ${PEOPLE}; INSERT INTO s.person VALUES (10, 2)`)
  expect(await foretold(target, FILE, {})).toEqual([null, null])
  expect((await migrateSql(target, FILE)).error).toBeNull()
})

test('a key of a new table that PostgreSQL cannot compare is left out, and references nothing', async () => {
  await using target = await createDatabase()
  await target.query(ROLES)
  const file = `PRAGMA foreign_keys = OFF; CREATE TABLE role (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE); INSERT INTO role VALUES (2, 'writer');
    CREATE TABLE person (id INTEGER PRIMARY KEY, role TEXT REFERENCES role (id)); INSERT INTO person VALUES (1, 'two'), (2, '2')`
  expect(await foretold(target, file, {})).toEqual([null, null])
  const { error, notes } = await migrateSql(target, file)
  expect(error).toBeNull()
  expect(notes.map(({ code }) => code)).toContain('foreign-key-left-out')
})

test('a row that references one by the id that only the file has is refused in the same words', async () => {
  await using target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE TABLE s.role (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE s.person (id bigint PRIMARY KEY, role bigint REFERENCES s.role (id)); INSERT INTO s.role VALUES (1, 'writer')`)
  const file = `
    CREATE TABLE role (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE); INSERT INTO role VALUES (2, 'writer');
    CREATE TABLE person (id INTEGER PRIMARY KEY, role INTEGER REFERENCES role (id)); INSERT INTO person VALUES (10, 2)`
  expect(await foretold(target, file, {})).toEqual([null, expect.stringMatching(REFUSED)])
  const { error } = await migrateSql(target, file)
  expect(error).toMatchObject({ code: 'target-reference-changed', message: expect.stringMatching(REFUSED) as string })
})
