import { describe, expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'
import { fingerprintOf } from '../../engine/plan/fingerprint.ts'
import { foretell, planSql } from './foretell.ts'

// b 3 hangs on nothing, c 31 on it, d 311 on that; b 2 is the target's own.
const FILE = `
  PRAGMA foreign_keys = OFF;
  CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT);
  CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
  CREATE TABLE c (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b);
  CREATE TABLE d (id INTEGER PRIMARY KEY, c INTEGER REFERENCES c (id), self INTEGER REFERENCES d (id));
  INSERT INTO a VALUES (1, 'x');
  INSERT INTO b VALUES (1, 1), (2, 7), (3, 8), (4, NULL);
  INSERT INTO c VALUES (11, 1), (31, 3);
  INSERT INTO d VALUES (111, 11, NULL), (311, 31, 111), (312, NULL, 311)`
const TARGET = `
  CREATE SCHEMA s;
  CREATE TABLE s.a (id bigint PRIMARY KEY, name text);
  CREATE TABLE s.b (id bigint PRIMARY KEY, a bigint REFERENCES s.a);
  CREATE TABLE s.c (id bigint PRIMARY KEY, b bigint NOT NULL REFERENCES s.b);
  CREATE TABLE s.d (id bigint PRIMARY KEY, c bigint REFERENCES s.c DEFERRABLE INITIALLY DEFERRED, self bigint REFERENCES s.d);
  INSERT INTO s.a VALUES (7, 'there already')`
const IDS = `
  SELECT 'b' AS t, id::int, a::int AS ref FROM s.b UNION ALL SELECT 'c', id, b FROM s.c
   UNION ALL SELECT 'd', id, coalesce(c, self) FROM s.d ORDER BY t, id`

async function idsIn(target: { query: (sql: string) => Promise<unknown[]> }): Promise<string[]> {
  const rows = (await target.query(IDS)) as { t: string; id: number; ref: number | null }[]
  return rows.map(({ t, id, ref }) => `${t}${id}→${ref}`)
}

const places = [
  { place: 'in tables of the target', before: TARGET, parent: 7 },
  // Row 2 of b is an orphan too where nothing is in the target.
  { place: 'in new tables', before: 'CREATE SCHEMA s', parent: null },
] as const

describe.for(places)('$place, orphans', ({ before, parent }) => {
  const isNew = parent === null

  test('fail all at once, where they are to', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const { error, tables } = await migrateSql(target, FILE, { options: { onOrphan: 'fail' } })
    expect(error).toMatchObject({
      code: 'target-refused-values',
      subject: { table: 'b', column: 'a' },
      message: isNew ? '2 rows of b reference no row of a (a 7; 8).' : '1 row of b references no row of a (a 8).',
      hint: expect.stringMatching(
        isNew
          ? /^Mend the references in the file, or say with `--on-orphan` .* For new tables, leave the option out/
          : /hold for new rows only\.$/,
      ) as string,
    })
    expect(tables).toHaveLength(4)
    const [b] = await target.query("SELECT to_regclass('s.b') IS NULL AS absent")
    expect(b).toEqual({ absent: isNew })
  })

  test('become rejects, and so do the rows that hang on them', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const options: RawOptions = { onOrphan: 'reject', onReject: 'continue', verify: 'full' }
    const report = await migrateSql(target, FILE, { options })
    expect(report).toMatchObject({ error: null, outcome: 'published-with-rejects', notes: [] })
    expect(report.rejects.rows).toBe(isNew ? 5 : 4)
    expect(report.rejects.first).toMatchObject([
      ...(isNew ? [{ table: 'b', rowid: '2', column: 'a', value: '7', reason: 'references no row of a' }] : []),
      { table: 'b', rowid: '3', column: 'a', value: '8', sqlstate: '23503', reason: 'references no row of a' },
      { table: 'c', rowid: '31', column: 'b', value: '3', reason: 'references a row of b that is a reject itself' },
      { table: 'd', rowid: '311', column: 'c', value: '31', reason: 'references a row of c that is a reject itself' },
      {
        table: 'd',
        rowid: '312',
        column: 'self',
        value: '311',
        reason: 'references a row of d that is a reject itself',
      },
    ])
    expect(report.tables.map(({ rejected }) => rejected)).toEqual([0, isNew ? 2 : 1, 1, 2])
    expect(await idsIn(target)).toEqual(['b1→1', ...(isNew ? [] : ['b2→7']), 'b4→null', 'c11→1', 'd111→11'])
    const [columns] = await target.query(
      `SELECT string_agg(attname, ' ') AS names FROM pg_attribute WHERE attrelid = 's.d'::regclass AND attnum > 0 AND NOT attisdropped`,
    )
    expect(columns).toEqual({ names: 'id c self' })
  })

  test('end the migration as rejects, unless onReject lets it go on', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const { error } = await migrateSql(target, FILE, { options: { onOrphan: 'reject' } })
    expect(error).toMatchObject({ code: 'target-refused-values', subject: { table: 'b', rowid: isNew ? '2' : '3' } })
  })

  test('lose their reference, where it may be NULL', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const options: RawOptions = { onOrphan: 'null', verify: 'full' }
    const report = await migrateSql(target, FILE, { options })
    expect(report).toMatchObject({
      error: null,
      outcome: 'published',
      notes: [
        {
          code: 'reference-nulled',
          table: 'b',
          column: 'a',
          message: isNew
            ? '2 rows referenced no row of a (7; 8); a became NULL, as onOrphan says.'
            : '1 row referenced no row of a (8); a became NULL, as onOrphan says.',
        },
      ],
    })
    expect(await idsIn(target)).toEqual([
      'b1→1',
      `b2→${parent}`,
      'b3→null',
      'b4→null',
      'c11→1',
      'c31→3',
      'd111→11',
      'd311→31',
      'd312→311',
    ])
  })

  test('are refused where the reference cannot be NULL', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const file = `${FILE}; INSERT INTO c VALUES (99, 99)`
    const { error } = await migrateSql(target, file, { options: { onOrphan: 'null' } })
    expect(error?.message).toBe('1 row of c references no row of b (b 99).')
  })

  test('are kept, and their key holds for new rows only', async () => {
    await using target = await createDatabase()
    await target.query(before)
    const report = await migrateSql(target, FILE, { options: { onOrphan: 'keep', verify: 'full' } })
    expect(report).toMatchObject({ error: null, notes: [{ code: 'foreign-key-not-valid', table: 'b' }] })
    expect(await target.query('SELECT id::int FROM s.b ORDER BY id')).toHaveLength(4)
    const weak = await target.query(
      `SELECT conrelid::regclass::text AS "table" FROM pg_constraint WHERE contype = 'f' AND NOT convalidated`,
    )
    expect(weak).toEqual([{ table: 's.b' }])
    // And the same file again is taken as it is.
    const again = await migrateSql(target, FILE, { options: { mode: 'upsert' }, again: true })
    expect(again).toMatchObject({ error: null, tables: [1, 4, 2, 3].map((unchanged) => ({ unchanged })) })
  })
})

describe('the plan foretells orphans', () => {
  test.for([null, 'fail'] as const)('that are refused, with onOrphan %s', async (onOrphan) => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const changes = await foretell(target, FILE, { onOrphan })
    const why = expect.stringMatching(
      /^1 row of b references no row of a \(a 8\)\. Mend the references in the file, or say/,
    ) as string
    expect(changes.map(({ refused }) => refused)).toEqual([null, why, null, null])
    expect(await idsIn(target)).toEqual([])
  })

  test.for([
    ['reject', [0, 1, 1, 2], 4],
    ['null', [0, 0, 0, 0], 1],
    ['keep', [0, 0, 0, 0], 1],
  ] as const)('that are settled, with onOrphan %s', async ([onOrphan, rejected, remarks]) => {
    await using target = await createDatabase()
    await target.query(TARGET)
    const changes = await foretell(target, FILE, { onOrphan })
    expect(changes.map(({ counts }) => counts?.rejected)).toEqual(rejected)
    expect(changes.flatMap((change) => change.remarks)).toHaveLength(remarks)
    expect(await idsIn(target)).toEqual([])
  })
})

test('where nothing is said, the orphans of all tables are named in place of one', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const { error } = await migrateSql(target, `${FILE}; INSERT INTO c VALUES (99, 99)`)
  expect(error).toMatchObject({
    code: 'target-refused-values',
    message: '1 row of b references no row of a (a 8); 1 row of c references no row of b (b 99).',
  })
})

test('rows of a parent that the migration does not bring are advised to be brought', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const { error } = await migrateSql(target, FILE, { options: { include: ['b'] } })
  expect(error).toMatchObject({
    code: 'target-refused-values',
    hint: expect.stringContaining('Mend the references in the file, or bring the rows of a over too, or say') as string,
  })
})

test('a parent that goes with truncate or mirror is no parent', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  for (const mode of ['truncate', 'mirror'] as const) {
    const { error } = await migrateSql(target, FILE, { options: { mode } })
    expect(error?.message).toBe('2 rows of b reference no row of a (a 7; 8).')
  }
})

test('references of several columns lose those that may be NULL', async () => {
  await using target = await createDatabase()
  const file = `
    PRAGMA foreign_keys = OFF;
    CREATE TABLE p (x INTEGER, y TEXT, PRIMARY KEY (x, y)) WITHOUT ROWID;
    CREATE TABLE q (k TEXT PRIMARY KEY, x INTEGER NOT NULL, y TEXT, FOREIGN KEY (x, y) REFERENCES p) WITHOUT ROWID;
    INSERT INTO p VALUES (1, 'a');
    INSERT INTO q VALUES ('c', 1, 'a'), ('b', 1, 'b'), ('a', 2, NULL)`
  const report = await migrateSql(target, file, { options: { onOrphan: 'null', verify: 'full' } })
  expect(report).toMatchObject({
    error: null,
    notes: [{ message: '1 row referenced no row of p (1, b); y became NULL, as onOrphan says.' }],
  })
  expect(await target.query('SELECT k, x::int, y FROM s.q ORDER BY k')).toEqual([
    { k: 'a', x: 2, y: null },
    { k: 'b', x: 1, y: null },
    { k: 'c', x: 1, y: 'a' },
  ])
})

describe('what is an orphan is what the foreign key takes for one', () => {
  const child = (values: string) =>
    `PRAGMA foreign_keys = OFF; CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT); INSERT INTO c VALUES ${values}`

  test.for(['fail', 'reject', 'null', 'keep'] as const)(
    'with rows of the parent hidden from the role, onOrphan %s is refused, and PostgreSQL itself looks without it',
    async (onOrphan) => {
      await using target = await createDatabase()
      await target.admin(`
        CREATE SCHEMA ref; CREATE TABLE ref.p (id text PRIMARY KEY); INSERT INTO ref.p VALUES ('1');
        ALTER TABLE ref.p ENABLE ROW LEVEL SECURITY; GRANT USAGE ON SCHEMA ref TO PUBLIC; GRANT SELECT, REFERENCES ON ref.p TO PUBLIC`)
      await target.query('CREATE SCHEMA s; CREATE TABLE s.c (id bigint PRIMARY KEY, p text REFERENCES ref.p)')
      const refusal = { code: 'target-row-security', subject: { table: 'c' } }
      await expect(foretell(target, child("(1, '1')"), { onOrphan })).rejects.toMatchObject(refusal)
      expect((await migrateSql(target, child("(1, '1')"), { options: { onOrphan } })).error).toMatchObject(refusal)
      expect(await foretell(target, child("(1, '1')"), {})).toMatchObject([{ refused: null, counts: { inserted: 1 } }])
      expect((await migrateSql(target, child("(1, '1')"))).error).toBeNull()
    },
  )

  test('a key that PostgreSQL compares without letter case finds its parent', async () => {
    await using target = await createDatabase()
    await target.query('CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions')
    const file = `PRAGMA foreign_keys = OFF; CREATE TABLE p (id EMAIL PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p EMAIL REFERENCES p);
      INSERT INTO p VALUES ('Bob'); INSERT INTO c VALUES (1, 'bob'), (2, 'eve')`
    const options: RawOptions = { types: { EMAIL: 'citext' }, onOrphan: 'null', verify: 'full' }
    expect(await migrateSql(target, file, { options })).toMatchObject({ error: null })
    expect(await target.query('SELECT id::int, p::text FROM s.c ORDER BY id')).toEqual([
      { id: 1, p: 'bob' },
      { id: 2, p: null },
    ])
  })

  test('so does one that SQLite compares without letter case; PostgreSQL cannot, and the key is NOT VALID', async () => {
    await using target = await createDatabase()
    const file = `PRAGMA foreign_keys = OFF; CREATE TABLE p (id TEXT COLLATE NOCASE PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT REFERENCES p);
      INSERT INTO p VALUES ('Bob'); INSERT INTO c VALUES (1, 'bob'), (2, 'eve')`
    const report = await migrateSql(target, file, { options: { onOrphan: 'reject', onReject: 'continue' } })
    expect(report.rejects.first).toMatchObject([{ table: 'c', rowid: '2', value: 'eve' }])
    expect(await target.query('SELECT p FROM s.c')).toEqual([{ p: 'bob' }])
  })

  test('a parent’s own collation counts', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE COLLATION s.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE s.p (id text COLLATE s.ci PRIMARY KEY); CREATE TABLE s.c (id bigint PRIMARY KEY, p text COLLATE s.ci REFERENCES s.p)`)
    const file = `PRAGMA foreign_keys = OFF; CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p TEXT);
      INSERT INTO p VALUES ('Bob'); INSERT INTO c VALUES (1, 'bob')`
    expect(await migrateSql(target, file, { options: { onOrphan: 'null' } })).toMatchObject({ error: null, notes: [] })
    expect(await target.query('SELECT p FROM s.c')).toEqual([{ p: 'bob' }])
  })

  test('a row that append leaves out is none', async () => {
    await using target = await createDatabase()
    await target.query(`CREATE SCHEMA s; CREATE TABLE s.p (id text PRIMARY KEY); CREATE TABLE s.c (id bigint PRIMARY KEY, p text REFERENCES s.p);
      INSERT INTO s.p VALUES ('1'); INSERT INTO s.c VALUES (1, '1')`)
    for (const onOrphan of [null, 'fail', 'reject', 'keep'] as const) {
      expect(await foretell(target, child("(1, '9')"), { onOrphan })).toMatchObject([
        { refused: null, counts: { skipped: 1, rejected: 0 } },
      ])
      const options: RawOptions = { onOrphan }
      expect(await migrateSql(target, child("(1, '9')"), { options, again: true })).toMatchObject({
        error: null,
        outcome: 'published',
      })
    }
    expect(await target.query("SELECT FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")).toEqual([])
  })
})

test('of a key of several columns only one becomes NULL, and one that no other key has', async () => {
  await using target = await createDatabase()
  const file = `
    PRAGMA foreign_keys = OFF;
    CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE p (t INTEGER, id INTEGER, PRIMARY KEY (t, id));
    CREATE TABLE c (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t, p INTEGER, FOREIGN KEY (t, p) REFERENCES p (t, id));
    INSERT INTO t VALUES (1); INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (1, 1, 1), (2, 1, 9)`
  expect(await migrateSql(target, file, { options: { onOrphan: 'null', verify: 'full' } })).toMatchObject({
    error: null,
  })
  expect(await target.query('SELECT id::int, t::int, p::int FROM s.c ORDER BY id')).toEqual([
    { id: 1, t: 1, p: 1 },
    { id: 2, t: 1, p: null },
  ])
})

test('a reference whose NULL would become a default is not made NULL', async () => {
  await using target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE TABLE s.p (id bigint PRIMARY KEY); INSERT INTO s.p VALUES (1);
    CREATE TABLE s.c (id bigint PRIMARY KEY, p bigint NOT NULL DEFAULT 1 REFERENCES s.p)`)
  const file =
    'PRAGMA foreign_keys = OFF; CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER); INSERT INTO c VALUES (1, NULL), (2, 9)'
  const { error } = await migrateSql(target, file, { options: { onOrphan: 'null', onNull: 'default' } })
  expect(error).toMatchObject({
    message: '1 row of c references no row of p (p 9).',
    hint: expect.stringContaining('Choose `reject` or `keep`') as string,
  })
})

test('what is staged under one word on orphans is not gone on with under another', async () => {
  await using target = await createDatabase()
  await target.query(TARGET)
  const of = async (onOrphan: RawOptions['onOrphan']) => fingerprintOf((await planSql(target, FILE, { onOrphan })).plan)
  expect(await of('null')).not.toBe(await of('reject'))
})

test('a NOT VALID key to a partitioned table does not stand in the way of the next drop', async () => {
  await using target = await createDatabase()
  await target.query(`CREATE SCHEMA s; CREATE TABLE s.p (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
    CREATE TABLE s.p1 PARTITION OF s.p FOR VALUES FROM (0) TO (10); CREATE TABLE s.c (id bigint PRIMARY KEY, p bigint REFERENCES s.p)`)
  const file =
    'PRAGMA foreign_keys = OFF; CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER); INSERT INTO c VALUES (1, 5)'
  expect((await migrateSql(target, file, { options: { onOrphan: 'keep' } })).error).toBeNull()
  for (const mode of ['upsert', 'truncate'] as const)
    expect((await migrateSql(target, file, { options: { mode }, again: true })).error).toBeNull()
})
