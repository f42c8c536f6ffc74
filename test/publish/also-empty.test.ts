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
