import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

const FILE = "CREATE TABLE book (id INTEGER PRIMARY KEY, author TEXT); INSERT INTO book VALUES (1, 'Austen')"

const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.author (name text PRIMARY KEY);
  CREATE TABLE s.book (id bigint PRIMARY KEY, author text REFERENCES s.author DEFERRABLE INITIALLY IMMEDIATE);`

/** A function that a trigger calls. */
const trigger = (body: string) =>
  `CREATE FUNCTION s.act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NULL; END $$;`

test.for(['upsert', 'mirror'] as const)(
  '%s: a deferrable foreign key waits for what a trigger does after it would have been checked',
  async (mode) => {
    await using target = await createDatabase()
    await target.query(
      // Triggers fire by name, and those of foreign keys begin with RI_.
      `${TARGET} ${trigger('INSERT INTO s.author VALUES (NEW.author)')}
       CREATE TRIGGER z AFTER INSERT ON s.book FOR EACH ROW EXECUTE FUNCTION s.act()`,
    )
    const report = await migrateSql(target, FILE, { options: { mode } })
    expect(report).toMatchObject({ outcome: 'published', error: null })
    expect(await target.query('SELECT name FROM s.author')).toEqual([{ name: 'Austen' }])
  },
)

test('what a deferred foreign key refuses is said as soon as all rows are there', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const { error } = await migrateSql(target, FILE, { options: { mode: 'mirror' } })
  expect(error).toMatchObject({
    code: 'target-refused-values',
    message: '1 row of book references no row of author (author Austen).',
  })
  expect(await target.query('SELECT FROM s.book')).toEqual([])
})

test('what a deferred trigger changes is seen before anything is published', async () => {
  await using target = await createDatabase()
  await target.query(
    `${TARGET} INSERT INTO s.author VALUES ('Austen'); ${trigger("UPDATE s.book SET author = NULL WHERE id = NEW.id AND author = 'Austen'")}
     CREATE CONSTRAINT TRIGGER z AFTER INSERT ON s.book DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION s.act()`,
  )
  const { error } = await migrateSql(target, FILE, { options: { mode: 'mirror' } })
  expect(error).toMatchObject({
    code: 'target-refused-values',
    subject: { table: 'book' },
    message: expect.stringContaining(
      'After mirror the existing table book is not what the file says: 1 hold other',
    ) as string,
  })
  expect(await target.query('SELECT FROM s.book')).toEqual([])
})
