import { expect, test } from 'vitest'
import { describeDifference, differsError, isEqual } from '../../engine/verify/differs.ts'
import { planOf, twoSides, type TwoSides } from './two-sides.ts'

const plan = planOf('book', { id: ['id', 'bigint'], Title: ['title', 'text'], price: 'double' }, ['id'])

async function books(rows: number): Promise<TwoSides> {
  const sides = await twoSides()
  sides.file.exec(`
    CREATE TABLE book (id INTEGER PRIMARY KEY, Title TEXT, price REAL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO book SELECT i, 'title ' || i, i / 4.0 FROM n`)
  await sides.target.query(`
    CREATE TABLE app.book (id bigint PRIMARY KEY, title text, price float8);
    INSERT INTO app.book SELECT i, 'title ' || i, i / 4.0 FROM generate_series(1, ${rows}) i`)
  return sides
}

test('a row that is missing, and one too many', async () => {
  await using sides = await books(100)
  await sides.target.query("DELETE FROM app.book WHERE id = 7; INSERT INTO app.book VALUES (777, 'new', NULL)")
  const [comparison] = await sides.compare(plan)
  expect(comparison).toEqual({
    table: 'book',
    target: 'app.book',
    absent: [],
    rows: { file: 100, target: 100 },
    onlyIn: { file: 1, target: 1 },
    exact: true,
    differences: [
      { side: 'file', rowid: '7', key: { id: '7' }, column: null, file: '(7, title 7, 1.75)', target: null },
      { side: 'target', rowid: null, key: { id: '777' }, column: null, file: null, target: '(777, new, NULL)' },
    ],
  })
  expect(isEqual(comparison!)).toBe(false)
})

test('a changed value is named with its row', async () => {
  await using sides = await books(100)
  await sides.target.query("UPDATE app.book SET title = 'Title 8' WHERE id = 8")
  const comparisons = await sides.compare(plan)
  expect(comparisons[0]!.differences).toEqual([
    { side: 'both', rowid: '8', key: { id: '8' }, column: 'title', file: 'title 8', target: 'Title 8' },
  ])
  expect(differsError(comparisons)).toMatchObject({
    code: 'verify-differs',
    subject: { table: 'book', column: 'title', rowid: '8' },
    message:
      'Staged rows differ from the file: book: 1 rows only in the file, 1 only in the target, for example ' +
      'id 8: title is title 8 in the file and Title 8 in the target.',
  })
  expect(differsError([])).toBe(null)
})

test('rows are read from the table, whatever an index of it holds', async () => {
  await using sides = await books(100)
  sides.file.unsafeMode()
  sides.file.exec(`
    CREATE INDEX by_title ON book (price);
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = 'CREATE INDEX by_title ON book (Title)' WHERE name = 'by_title'`)
  const [comparison] = await sides.compare(planOf('book', { id: ['id', 'bigint'], Title: ['title', 'text'] }, ['id']))
  expect(isEqual(comparison!)).toBe(true)
})

test('without a key the most alike row is the same one, and repeated rows are counted', async () => {
  await using sides = await twoSides()
  sides.file.exec(
    "CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 'x', 'y'), (1, 'x', 'y'), (1, 'x', 'y'), (2, 'x', NULL)",
  )
  await sides.target.query(`
    CREATE TABLE app.t (a bigint, b text, c text);
    INSERT INTO app.t VALUES (2, 'x', ''), (1, 'x', 'y')`)
  const plan = planOf('t', { a: 'bigint', b: 'text', c: 'text' })
  const [comparison] = await sides.compare(plan)
  expect(comparison!.onlyIn).toEqual({ file: 3, target: 1 })
  expect(comparison!.differences).toEqual([
    { side: 'file', rowid: '1', key: null, column: null, file: '(1, x, y)', target: null },
    { side: 'both', rowid: '4', key: null, column: 'c', file: null, target: '' },
  ])
  expect(describeDifference(comparison!.differences[1]!)).toBe('rowid 4: c is NULL in the file and  in the target')
  await sides.target.query(
    "TRUNCATE app.t; INSERT INTO app.t VALUES (1, 'x', 'y'), (2, 'x', NULL), (1, 'x', 'y'), (1, 'x', 'y')",
  )
  expect(isEqual((await sides.compare(plan))[0]!)).toBe(true)
})

test('values that changed places are found', async () => {
  await using sides = await books(2)
  await sides.target.query("UPDATE app.book SET title = CASE id WHEN 1 THEN 'title 2' ELSE 'title 1' END")
  expect((await sides.compare(plan))[0]!.onlyIn).toEqual({ file: 2, target: 2 })
})

test('when every row differs, 20 are named and counts are at least', async () => {
  await using sides = await books(25_000)
  await sides.target.query('UPDATE app.book SET price = price + 1')
  const [few] = await sides.compare(plan)
  expect(few).toMatchObject({ exact: true, onlyIn: { file: 25_000, target: 25_000 } })
  const wide = { ...plan, columns: Array.from({ length: 9 }, () => plan.columns).flat() }
  const [many] = await sides.compare(wide)
  expect(many!.exact).toBe(false)
  expect(many!.onlyIn.file).toBeGreaterThan(1000)
  expect(many!.onlyIn.file).toBeLessThan(25_000)
  for (const comparison of [few!, many!]) {
    expect(comparison.differences).toHaveLength(20)
    expect(comparison.differences[0]).toMatchObject({ side: 'both', column: 'price' })
  }
})

test('tables without rowid, virtual tables, generated columns, names of every kind', async () => {
  await using sides = await twoSides()
  sides.file.exec(`
    CREATE TABLE "a ""b"" c" ("x""y" TEXT PRIMARY KEY, rowid INT, _rowid_ INT) WITHOUT ROWID;
    INSERT INTO "a ""b"" c" VALUES ('k', 1, 2);
    CREATE VIRTUAL TABLE f USING fts5(title); INSERT INTO f VALUES ('words');
    CREATE TABLE g (rowid TEXT, oid INT, d AS (oid * 2)); INSERT INTO g (rowid, oid) VALUES ('r', 9007199254740993);
    CREATE TABLE h (v); INSERT INTO h (rowid, v) VALUES (9223372036854775807, 1)`)
  await sides.target.query(`
    CREATE TABLE app."a ""b"" c" ("x""Y" text, r int, s int); INSERT INTO app."a ""b"" c" VALUES ('k', 1, 2);
    CREATE TABLE app.f (title text); INSERT INTO app.f VALUES ('words');
    CREATE TABLE app.g (rowid text, oid bigint, d bigint); INSERT INTO app.g VALUES ('r', 9007199254740993, 18014398509481986);
    CREATE TABLE app.h (v int); INSERT INTO app.h VALUES (2)`)
  const [a, f, g, h] = await sides.compare(
    planOf('a "b" c', { 'x"y': ['x"Y', 'text'], rowid: ['r', 'integer'], _rowid_: ['s', 'integer'] }),
    planOf('f', { title: 'text' }),
    planOf('g', { rowid: 'text', oid: 'bigint', d: 'bigint' }),
    planOf('h', { v: 'integer' }),
  )
  for (const comparison of [a!, f!, g!]) expect(comparison).toMatchObject({ rows: { file: 1 }, differences: [] })
  expect(h!.differences[0]).toMatchObject({ side: 'file', rowid: '9223372036854775807' })
})

test('what the target lacks is named, and the rest compared', async () => {
  await using sides = await books(3)
  await sides.target.query('ALTER TABLE app.book DROP COLUMN price')
  sides.file.exec('CREATE TABLE gone (a); INSERT INTO gone VALUES (1); CREATE TABLE none (a)')
  const comparisons = await sides.compare(plan, planOf('gone', { a: 'bigint' }), planOf('none', { a: 'bigint' }))
  expect(comparisons).toMatchObject([
    { absent: ['app.book.price'], onlyIn: { file: 0, target: 0 }, differences: [] },
    { absent: ['app.gone'], onlyIn: { file: 1, target: 0 } },
    { absent: ['app.none'], onlyIn: { file: 0, target: 0 } },
  ])
  expect(comparisons.map(isEqual)).toEqual([false, false, false])
  expect(differsError(comparisons)!.message).toContain('the target lacks app.book.price')
})

test('a table of no rows, and one of which no column is left', async () => {
  await using sides = await twoSides()
  sides.file.exec('CREATE TABLE e (a); CREATE TABLE k (a); INSERT INTO k VALUES (1), (2)')
  await sides.target.query('CREATE TABLE app.e (a int); CREATE TABLE app.k (b int); INSERT INTO app.k VALUES (1), (2)')
  expect((await sides.compare(planOf('e', { a: 'integer' }), planOf('k', {}))).map(isEqual)).toEqual([true, true])
})
