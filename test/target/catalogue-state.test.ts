import { expect, test } from 'vitest'
import { catalogueState } from '../../engine/target/catalogue-state.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { createDatabase } from '../database.ts'

const BEFORE = `
  CREATE SCHEMA s; CREATE SCHEMA o; CREATE SCHEMA litelift_0123456789abcdef;
  CREATE TYPE s.mood AS ENUM ('good'); CREATE TYPE s.pair AS (a int, b int); CREATE DOMAIN s.positive AS int CHECK (VALUE > 0);
  CREATE TABLE s.t (id int PRIMARY KEY, n int DEFAULT 1, d s.positive); CREATE TABLE s.u (t int);
  CREATE TABLE o.t (id int PRIMARY KEY, s int); CREATE TABLE litelift_0123456789abcdef.t (s int);
  CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`

test('another state of the catalogues is noticed, and nothing else', async () => {
  await using target = await createDatabase()
  await target.query(BEFORE)
  await using connection = await connect(target.settings, 'litelift')
  const { client } = connection
  const isChangedBy = async (sql: string) => {
    const before = await catalogueState(client, 's')
    await target.query(sql)
    return (await catalogueState(client, 's')) !== before
  }
  const changes = [
    'CREATE TABLE s.v (n int)',
    'ALTER TABLE s.v RENAME TO w',
    'DROP TABLE s.w',
    'ALTER TABLE s.t ADD more text',
    'ALTER TABLE s.t ALTER n SET DEFAULT 2',
    'ALTER TABLE s.t ALTER n TYPE bigint',
    'ALTER TABLE s.t ADD CONSTRAINT c CHECK (n > 0)',
    'CREATE INDEX i ON s.t (n)',
    'ALTER INDEX s.i RENAME TO j',
    'DROP INDEX s.j',
    'ALTER TABLE s.u ADD FOREIGN KEY (t) REFERENCES s.t',
    'ALTER TABLE o.t ADD CONSTRAINT k FOREIGN KEY (s) REFERENCES s.t',
    'ALTER TABLE o.t DROP CONSTRAINT k',
    'CREATE TRIGGER g BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f()',
    'CREATE POLICY p ON s.t USING (true)',
    'CREATE VIEW o.v AS SELECT id FROM s.t',
    'DROP VIEW o.v',
    'CREATE SEQUENCE s.q',
    "ALTER TYPE s.mood ADD VALUE 'bad'",
    'ALTER TYPE s.pair ADD ATTRIBUTE c int',
    'CREATE DOMAIN s.other AS text',
    'ALTER DOMAIN s.positive SET DEFAULT 3',
    'CREATE FUNCTION s.h() RETURNS int LANGUAGE sql AS $$SELECT 1$$',
    'DROP FUNCTION s.h()',
    'GRANT SELECT ON s.t TO PUBLIC',
  ]
  const others = [
    'INSERT INTO s.u VALUES (NULL)',
    'ANALYZE s.u',
    'CREATE TABLE o.more (n int)',
    'ALTER TABLE o.t ADD more text',
    // The first would be: it tells the row of the table that there are triggers.
    'ALTER TABLE litelift_0123456789abcdef.t ADD FOREIGN KEY (s) REFERENCES s.t',
    'CREATE SCHEMA another',
  ]
  const [noticed, passed]: string[][] = [[], []]
  for (const sql of changes) if (!(await isChangedBy(sql))) passed!.push(sql)
  for (const sql of others) if (await isChangedBy(sql)) noticed!.push(sql)
  expect({ noticed, passed }).toEqual({ noticed: [], passed: [] })
})
