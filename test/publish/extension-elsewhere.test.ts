import { describe, expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { foretell } from './foretell.ts'

// As hosted services have it: extensions lie in a schema that is in nobody's search path here.
const TARGET = `
  CREATE SCHEMA s; CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions;
  CREATE TABLE s.person (email extensions.citext PRIMARY KEY, nick extensions.citext NOT NULL UNIQUE, name text);
  CREATE TABLE s.note (id bigint PRIMARY KEY, email extensions.citext REFERENCES s.person);
  INSERT INTO s.person VALUES ('A@x.org', 'one', 'old'), ('b@x.org', 'two', 'gone');
  INSERT INTO s.note VALUES (1, 'a@X.org')`
const FILE = `
  CREATE TABLE person (email TEXT PRIMARY KEY COLLATE NOCASE, nick TEXT, name TEXT);
  CREATE TABLE note (id INTEGER PRIMARY KEY, email TEXT);
  INSERT INTO person VALUES ('a@x.org', 'TWO', 'new'), ('B@x.org', 'ONE', 'gone');
  INSERT INTO note VALUES (1, 'A@X.ORG')`

describe('rows under a key of an extension’s type whose operators no search path finds', () => {
  test.for(['upsert', 'mirror'] as const)('meet as the key has it, by %s', async (mode) => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const counts = { updated: 2, inserted: 0, deleted: 0 }
    expect(await foretell(target, FILE, { mode })).toMatchObject([{ counts }, { counts: { updated: 1 } }])
    expect(await migrateSql(target, FILE, { options: { mode } })).toMatchObject({
      error: null,
      tables: [counts, { updated: 1 }],
    })
    expect(await target.query('SELECT email::text, nick::text, name FROM s.person ORDER BY name')).toEqual([
      { email: 'B@x.org', nick: 'ONE', name: 'gone' },
      { email: 'a@x.org', nick: 'TWO', name: 'new' },
    ])
  })

  test('are counted as met, by append', async () => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const options = { onSkippedReference: 'allow' } as const
    expect(await foretell(target, FILE, options)).toMatchObject([
      { counts: { skipped: 2 } },
      { counts: { skipped: 1 } },
    ])
    expect(await migrateSql(target, FILE, { options })).toMatchObject({
      error: null,
      tables: [{ skipped: 2 }, { skipped: 1 }],
    })
  })
})
