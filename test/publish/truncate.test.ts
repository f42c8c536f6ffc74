import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { planSql } from './foretell.ts'

const FILE = `
  CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent);
  INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1, 1), (2, 2)`

const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.parent (id bigint PRIMARY KEY);
  CREATE TABLE s.child (id bigint PRIMARY KEY, parent bigint REFERENCES s.parent ON DELETE CASCADE);
  INSERT INTO s.parent SELECT generate_series(1, 100); INSERT INTO s.child SELECT i, i FROM generate_series(1, 100) i`

const OPTIONS = { mode: 'truncate' } as const

test('the actions of keys among the emptied tables reach none of the new rows, and the tables stay the same', async () => {
  await using target = await createDatabase()
  await target.query(`${TARGET}; CREATE VIEW s.v AS SELECT * FROM s.child; GRANT SELECT ON s.child TO PUBLIC`)
  const relation = "SELECT 's.child'::regclass::oid AS oid, relacl FROM pg_class WHERE oid = 's.child'::regclass"
  const before = await target.query(relation)
  expect(await migrateSql(target, FILE, { options: OPTIONS })).toMatchObject({
    tables: [
      { name: 'parent', deleted: 100, inserted: 2 },
      { name: 'child', deleted: 100, inserted: 2 },
    ],
  })
  expect(await target.query('SELECT id::int FROM s.v ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
  expect(await target.query(relation)).toEqual(before)
})

test('the plan names triggers that fire for every deleted row', async () => {
  await using target = await createDatabase()
  await target.query(`${TARGET};
    CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER counts AFTER DELETE ON s.child FOR EACH ROW EXECUTE FUNCTION s.f();
    CREATE TRIGGER whole AFTER DELETE ON s.child FOR EACH STATEMENT EXECUTE FUNCTION s.f();
    CREATE TRIGGER other AFTER INSERT ON s.child FOR EACH ROW EXECUTE FUNCTION s.f()`)
  const { changes } = await planSql(target, FILE, OPTIONS)
  expect(changes!.map(({ name, remarks }) => [name, remarks])).toEqual([
    ['parent', []],
    ['child', ['its trigger counts fires for every row that is deleted']],
  ])
})

test('large tables whose keys have no index are truncated, which the plan says', async () => {
  await using target = await createDatabase()
  await target.query(`${TARGET};
    INSERT INTO s.parent SELECT generate_series(101, 200000); INSERT INTO s.child SELECT i, i FROM generate_series(101, 200000) i`)
  const { changes } = await planSql(target, FILE, OPTIONS)
  expect(changes!.map(({ remarks }) => remarks.join())).toEqual([
    '',
    expect.stringContaining('foreign key child_parent_fkey'),
  ])
  expect(await migrateSql(target, FILE, { options: OPTIONS })).toMatchObject({
    tables: [{ deleted: 200_000 }, { deleted: 200_000 }],
  })
  expect(await target.query('SELECT id::int FROM s.child ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
})

test('a role that may delete but not truncate empties them all the same', async () => {
  await using target = await createDatabase()
  const { user } = target.settings
  await target.admin(`${TARGET};
    INSERT INTO s.parent SELECT generate_series(101, 9000); INSERT INTO s.child SELECT i, i FROM generate_series(101, 9000) i;
    GRANT USAGE, CREATE ON SCHEMA s TO ${user}; GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON ALL TABLES IN SCHEMA s TO ${user}`)
  expect(await migrateSql(target, FILE, { options: OPTIONS })).toMatchObject({
    tables: [{ deleted: 9000 }, { deleted: 9000 }],
  })
})
