import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { planSql } from './foretell.ts'

const FILE = `CREATE TABLE page (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO page VALUES (1, 'new')`
const target = (action: string) => `
  CREATE SCHEMA s; CREATE SCHEMA other;
  CREATE TABLE s.page (id bigint PRIMARY KEY, title text);
  CREATE TABLE s.entry (id bigint PRIMARY KEY, page bigint DEFAULT 2 REFERENCES s.page ON DELETE ${action});
  CREATE TABLE other.word (entry bigint REFERENCES s.entry ON DELETE CASCADE);
  INSERT INTO s.page VALUES (1, 'old'), (2, 'gone');
  INSERT INTO s.entry VALUES (10, 1), (20, 2);
  INSERT INTO other.word VALUES (10)`
const MODES = ['truncate', 'mirror'] as const

describe('a table outside the migration that references an emptied one', () => {
  for (const mode of MODES) {
    for (const action of ['CASCADE', 'SET NULL', 'SET DEFAULT', ...(mode === 'truncate' ? ['RESTRICT'] : [])]) {
      test(`${mode}, ${action}: is refused before a row moves, with the options that solve it`, async () => {
        await using database = await createDatabase()
        await database.query(target(action))
        const refusal = {
          code: 'target-dependents',
          subject: { table: 'page' },
          message: expect.stringContaining('the foreign key entry_page_fkey of s.entry on page') as string,
          hint: expect.stringContaining('`alsoEmpty`') as string,
        }
        await expect(planSql(database, FILE, { mode })).rejects.toMatchObject(refusal)
        expect((await migrateSql(database, FILE, { options: { mode } })).error).toMatchObject(refusal)
        expect(await database.query('SELECT id::int, page::int FROM s.entry ORDER BY id')).toEqual([
          { id: 10, page: 1 },
          { id: 20, page: 2 },
        ])
      })

      test(`${mode}, ${action}: is emptied with it where alsoEmpty names it and what references it`, async () => {
        await using database = await createDatabase()
        await database.query(target(action))
        const options: RawOptions = { mode, alsoEmpty: ['entry'] }
        // The table that references the one that is named is another one that would change.
        await expect(planSql(database, FILE, options)).rejects.toMatchObject({
          message: expect.stringContaining('word_entry_fkey of other.word on entry') as string,
        })
        const both: RawOptions = { mode, alsoEmpty: ['entry', 'other.word'] }
        const notes = [
          { code: 'also-emptied', message: 'entry is emptied, as alsoEmpty says: 2 rows.' },
          { code: 'also-emptied', message: 'other.word is emptied, as alsoEmpty says: 1 row.' },
        ]
        expect((await planSql(database, FILE, both)).plan.notes).toEqual(notes)
        expect(await migrateSql(database, FILE, { options: both })).toMatchObject({ error: null, notes })
        const counts = 'SELECT (SELECT count(*)::int FROM s.entry) AS e, (SELECT count(*)::int FROM other.word) AS w'
        expect(await database.query(counts)).toEqual([{ e: 0, w: 0 }])
        expect(await database.query('SELECT id::int, title FROM s.page')).toEqual([{ id: 1, title: 'new' }])
      })
    }
  }
})

test('alsoEmpty names tables of the target that the migration does not fill', async () => {
  await using database = await createDatabase()
  await database.query(target('CASCADE'))
  for (const [name, why] of [
    ['page', 'filled by the migration'],
    ['entri', 'no table of the target'],
  ]) {
    await expect(planSql(database, FILE, { mode: 'truncate', alsoEmpty: [name!] })).rejects.toMatchObject({
      code: 'option-invalid',
      message: `alsoEmpty: ${name} is ${why}.`,
    })
  }
  await expect(planSql(database, FILE, { alsoEmpty: ['entry'] })).rejects.toMatchObject({ code: 'option-invalid' })
})

test('a table whose rows are hidden from the role is not taken for empty', async () => {
  await using database = await createDatabase()
  await database.query(target('CASCADE'))
  await database.admin(`CREATE TABLE s.other (page bigint); INSERT INTO s.other VALUES (1); ALTER TABLE s.other ENABLE ROW LEVEL SECURITY;
    GRANT SELECT, DELETE ON s.other TO PUBLIC`)
  const refusal = { code: 'target-row-security', subject: { table: 'other' } }
  await expect(planSql(database, FILE, { mode: 'truncate', alsoEmpty: ['other'] })).rejects.toMatchObject(refusal)
})

describe('rows that the file brings are never taken away by the actions of keys', () => {
  const file = `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER);
    INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1), (2, 1)`
  test.for(['CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT'])('ON DELETE %s', async (action) => {
    await using database = await createDatabase()
    await database.query(`CREATE SCHEMA s; CREATE TABLE s.p (id bigint PRIMARY KEY);
      CREATE TABLE s.c (id bigint PRIMARY KEY, p bigint REFERENCES s.p ON DELETE ${action}); CREATE TABLE s.likes (p bigint REFERENCES s.p);
      INSERT INTO s.p VALUES (1); INSERT INTO s.c VALUES (1, 1), (2, 1), (3, 1); INSERT INTO s.likes VALUES (1)`)
    // TRUNCATE cannot be used, because likes stays; a DELETE would take what has just come.
    const truncate = (await migrateSql(database, file, { options: { mode: 'truncate' } })).error
    expect(truncate).toMatchObject({
      code: 'target-dependents',
      message: expect.stringContaining('c_p_fkey') as string,
    })
    // A table of mode append keeps its own rows.
    const modes: RawOptions = { mode: 'append', tables: { p: { mode: 'mirror' } } }
    const mirrored = await migrateSql(
      database,
      file.replace('VALUES (1); INSERT INTO c', 'VALUES (2); INSERT INTO c'),
      { options: modes },
    )
    expect(mirrored.error?.code).toMatch(/target-dependents|target-refused-values/)
    expect(await database.query('SELECT count(*)::int AS n, count(p)::int AS referencing FROM s.c')).toEqual([
      { n: 3, referencing: 3 },
    ])
    const all: RawOptions = { mode: 'truncate', alsoEmpty: ['likes'] }
    expect((await migrateSql(database, file, { options: all })).error).toBeNull()
    expect(await database.query('SELECT id::int, p::int FROM s.c ORDER BY id')).toEqual([
      { id: 1, p: 1 },
      { id: 2, p: 1 },
    ])
  })
})
