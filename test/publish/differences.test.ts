import { expect, test } from 'vitest'
import { createDatabase, type TestDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = "CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')"

/** A table with a trigger that does this to rows that are inserted. */
async function interfering(body: string): Promise<TestDatabase> {
  const target = await createDatabase()
  await target.query(
    `CREATE SCHEMA s; CREATE TABLE s.t (id bigint PRIMARY KEY, said text); INSERT INTO s.t VALUES (3, 'c');
     CREATE FUNCTION s.act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$;
     CREATE TRIGGER act BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.act()`,
  )
  return target
}

const SKIP = 'IF NEW.id = 1 THEN RETURN NULL; END IF'
const CHANGE = "IF NEW.id = 2 THEN NEW.said := 'changed'; END IF"
const ADD = "IF NEW.id = 2 THEN INSERT INTO s.t VALUES (100, 'more'); END IF"

test.for([
  ['upsert', SKIP, '1 rows are missing'],
  ['upsert', CHANGE, '1 hold other values'],
  ['upsert', `${SKIP}; ${CHANGE}`, '1 rows are missing, 1 hold other values'],
  ['mirror', ADD, '1 are too many'],
  ['mirror', `${SKIP}; ${ADD}`, '1 rows are missing, 1 are too many'],
  ['mirror', `${SKIP}; ${CHANGE}; ${ADD}`, '1 rows are missing, 1 hold other values, 1 are too many'],
] as const)('%s: where "%s" interferes nothing is published: %s', async ([mode, body, counts]) => {
  await using target = await interfering(body)
  const { error } = await migrateSql(target, FILE, { options: { mode } })
  expect(error).toMatchObject({
    code: 'target-refused-values',
    subject: { table: 't' },
    message: `After ${mode} the existing table t is not what the file says: ${counts}. A trigger, a rule or the action of a foreign key changed them.`,
    hint: expect.stringContaining('Nothing was published.') as string,
  })
  expect(await target.query('SELECT id, said FROM s.t')).toEqual([{ id: '3', said: 'c' }])
})

test('upsert: rows that the file lacks are no difference', async () => {
  await using target = await interfering(ADD)
  expect(await migrateSql(target, FILE, { options: { mode: 'upsert' } })).toMatchObject({ error: null })
  expect(await target.query('SELECT id FROM s.t ORDER BY id')).toEqual(['1', '2', '3', '100'].map((id) => ({ id })))
})

test.for(['upsert', 'mirror'] as const)(
  '%s: an identity that PostgreSQL lets nobody update is left alone',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(
      `CREATE SCHEMA s; CREATE TABLE s.t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text);
     INSERT INTO s.t (said) VALUES ('old');
     CREATE TABLE s.only (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY); INSERT INTO s.only DEFAULT VALUES`,
    )
    const file = `${FILE}; CREATE TABLE only (id INTEGER PRIMARY KEY); INSERT INTO only VALUES (1), (2)`
    expect(await migrateSql(target, file, { options: { mode } })).toMatchObject({
      error: null,
      tables: [
        { updated: 1, inserted: 2 },
        { updated: 0, unchanged: 1, inserted: 1 },
      ],
    })
    expect(await target.query('SELECT said FROM s.t ORDER BY id')).toEqual(['a', 'b', 'c'].map((said) => ({ said })))
  },
)
