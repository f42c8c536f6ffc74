import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { planSql } from '../publish/foretell.ts'
import { migrateSql } from './migrate-sql.ts'

const TYPES = `
  CREATE SCHEMA app; CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; CREATE EXTENSION hstore;
  CREATE TYPE app.mood AS ENUM ('sad', 'happy');
  CREATE DOMAIN app.percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
  CREATE TYPE app.size AS (w int, h int)`
const TABLE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, mood TEXT NOT NULL DEFAULT 'sad', share REAL, mail TEXT UNIQUE DEFAULT 'x', tags JSON, size TEXT, moods JSON, span TEXT);`
const FILE = `${TABLE} INSERT INTO t VALUES (1, 'happy', 12.5, 'A@x.org', '{"a":"1"}', '(1,2)', '["sad","happy"]', '[1,5)'), (2, 'sad', NULL, 'b@x.org', NULL, NULL, NULL, NULL)`
const COLUMNS = {
  mood: { type: 'app.mood' },
  share: { type: 'app.percent', round: true },
  mail: { type: 'citext' },
  tags: { type: 'hstore' },
  size: { type: 'app.size' },
  moods: { type: 'app.mood[]' },
  span: { type: 'pg_catalog.int4range' },
}
const OPTIONS: RawOptions = { verify: 'full', tables: { t: { columns: COLUMNS } } }

describe('columns of new tables that the options give types of the target', () => {
  test('hold every value in them', async () => {
    await using target = await createDatabase()
    await target.query(TYPES)
    const report = await migrateSql(target, FILE, { options: OPTIONS })
    // Whether a type of the target takes a default is not known before.
    const notes = [{ code: 'default-left-out' }, { code: 'default-left-out' }, { code: 'values-rounded' }]
    expect(report).toMatchObject({ error: null, outcome: 'published', notes })
    expect(report.tables[0]!.columns.map(({ type }) => type)).toEqual([
      'bigint',
      '"app"."mood"',
      '"app"."percent"',
      '"extensions"."citext"',
      '"public"."hstore"',
      '"app"."size"',
      '"app"."mood"[]',
      '"pg_catalog"."int4range"',
    ])
    const found = await target.query(
      `SELECT mood::text, share::text, mail::text, tags::text, (size).h, moods[2]::text AS second, upper(span) AS top FROM s.t WHERE mail OPERATOR(extensions.=) 'a@X.org'`,
    )
    expect(found).toEqual([
      { mood: 'happy', share: '12.50', mail: 'A@x.org', tags: '"a"=>"1"', h: 2, second: 'happy', top: 5 },
    ])
    expect(
      await target.query(`SELECT conname FROM pg_constraint WHERE conrelid = 's.t'::regclass AND contype = 'c'`),
    ).toEqual([])
  })

  test('refuse what the types refuse, row by row', async () => {
    await using target = await createDatabase()
    await target.query(TYPES)
    const file = `${TABLE} INSERT INTO t VALUES (1, 'angry', 1, 'a', NULL, NULL, NULL, NULL), (2, 'sad', 101, 'b', NULL, NULL, NULL, NULL),
      (3, 'sad', 1, 'c', NULL, '(x,1)', NULL, NULL), (4, 'sad', 1, 'd', NULL, NULL, NULL, '[5,1)'), (5, 'sad', 1, 'e', NULL, NULL, NULL, NULL)`
    const report = await migrateSql(target, file, { options: { ...OPTIONS, onReject: 'continue' } })
    expect(report).toMatchObject({ outcome: 'published-with-rejects', rejects: { rows: 4 } })
    expect(report.rejects.first.map(({ rowid, column }) => [rowid, column])).toEqual([
      ['1', 'mood'],
      ['2', 'share'],
      ['3', 'size'],
      // The server's words do not tell the column.
      ['4', null],
    ])
  })

  test('may be domains that refuse NULL', async () => {
    await using target = await createDatabase()
    await target.query(`${TYPES}; CREATE DOMAIN app.known AS text NOT NULL`)
    const options: RawOptions = { tables: { t: { columns: { mail: { type: 'app.known' } } } } }
    expect(await migrateSql(target, FILE, { options })).toMatchObject({ error: null })
  })

  test('are shown by the plan, which needs a target that has them', async () => {
    await using target = await createDatabase()
    const missing = { code: 'option-invalid', message: 'The target has no type app.mood.' }
    await expect(planSql(target, FILE, { tables: { t: { columns: { mood: COLUMNS.mood } } } })).rejects.toMatchObject(
      missing,
    )
    await target.query(TYPES)
    const { plan, ddl } = await planSql(target, FILE, { types: { TEXT: 'citext' } })
    expect(plan.tables[0]!.columns[3]!.reason).toBe('your types')
    expect(ddl[0]!.sql).toContain('"mail" "extensions"."citext"')
    expect(ddl[0]!.sql).not.toContain('CHECK')
  })
})
