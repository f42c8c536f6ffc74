import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { LiteliftError } from '../../../engine/errors.ts'
import { loadDump, type Loaded } from '../../../engine/source/dump/load.ts'
import { scratchFolder } from '../../scratch.ts'

const TABLE = 'CREATE TABLE t (a, b);\n'

/** What a dump became: its rows, or the error. */
function load(dump: string | Buffer, bytes = 1e8): { loaded?: Loaded; rows?: unknown[]; error?: LiteliftError } {
  using folder = scratchFolder()
  const [sql, path] = [join(folder.path, 'made.sql'), join(folder.path, 'made.db')]
  writeFileSync(sql, dump)
  try {
    const loaded = loadDump(sql, path, bytes)
    return { loaded, rows: rowsOf(path) }
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    return { error }
  }
}

function rowsOf(path: string): unknown[] {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare('SELECT a, b FROM t ORDER BY rowid').raw().safeIntegers().all()
  } catch {
    return []
  } finally {
    database.close()
  }
}

describe('a statement that is none of a dump is refused with its line', () => {
  test.for([
    ["ATTACH 'x.db' AS x", 'is no statement of a dump but ATTACH'],
    ["VACUUM INTO 'x.db'", 'is no statement of a dump but VACUUM'],
    ["SELECT load_extension('x')", 'is no statement of a dump but SELECT'],
    ['UPDATE t SET a = 1', 'is no statement of a dump but UPDATE'],
    ['ALTER TABLE t ADD c', 'is no statement of a dump but ALTER'],
    ['WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', 'is no statement of a dump but WITH'],
    ['EXPLAIN INSERT INTO t VALUES (1, 2)', 'is no statement of a dump but EXPLAIN'],
    ['.read other.sql', 'is no statement of a dump but .'],
    ['COPY t FROM stdin', 'is no statement of a dump but COPY'],
    ['CREATE DATABASE shop', 'is no statement of a dump but CREATE DATABASE'],
    ['CREATE TEMP TABLE u (a)', 'is no statement of a dump but CREATE TEMP'],
    ['CREATE TABLE temp.u (a)', 'names no object of the dump'],
    ['CREATE TABLE u AS SELECT 1', 'makes a table of a query'],
    ['CREATE/**/TABLE u --\n AS SELECT 1', 'makes a table of a query'],
    ['CREATE VIRTUAL TABLE u USING dbstat', 'makes a virtual table of the module dbstat'],
    ["CREATE VIRTUAL TABLE u USING 'csv'(filename='/etc/passwd')", 'makes a virtual table of the module'],
    ['DROP TABLE t', 'is no statement of a dump but DROP TABLE'],
    ['DROP TABLE IF EXISTS T', 'drops what the dump has made'],
    ['DELETE FROM t', 'deletes rows'],
    ["DELETE FROM sqlite_sequence WHERE name = 't'", 'deletes rows'],
    ['INSERT INTO t SELECT 1, 2', 'inserts what is no VALUES'],
    ['INSERT INTO t DEFAULT VALUES', 'inserts what is no VALUES'],
    ['INSERT INTO temp.t VALUES (1, 2)', 'names no object'],
    ["INSERT INTO sqlite_schema VALUES('table','u','u',0,'CREATE TABLE u (a)')", 'writes to the schema what is no'],
    [
      "INSERT INTO sqlite_schema VALUES('table','u','u',3,'CREATE VIRTUAL TABLE u USING fts5(a)')",
      'writes to the schema',
    ],
    [
      "INSERT INTO sqlite_schema VALUES('table','u','u',0,'CREATE VIRTUAL TABLE v USING fts5(a)')",
      'writes to the schema',
    ],
    ["INSERT INTO sqlite_schema VALUES('view','u','u',0,'CREATE VIEW u AS SELECT 1')", 'writes to the schema'],
    ["INSERT INTO sqlite_dbpage VALUES(1, X'00')", "inserts into sqlite_dbpage, which is SQLite's own"],
    ['INSERT INTO t VALUES (1, (SELECT 2))', 'has a value that is no literal, at ('],
    ['INSERT INTO t VALUES (1, random())', 'has a value that is no literal, at random'],
    ['INSERT INTO t VALUES (1, zeroblob(1000000000))', 'has a value that is no literal, at zeroblob'],
    ["INSERT INTO t VALUES (1, readfile('/etc/passwd'))", 'has a value that is no literal, at readfile'],
    ['INSERT INTO t VALUES (1, 1+1)', 'has a value that is no literal'],
    ['INSERT INTO t VALUES (1, 1_000)', 'has a value that is no literal'],
    ['INSERT INTO t VALUES (1, "a")', 'has a value that is no literal, at "'],
    ["INSERT INTO t VALUES (1, 'a' || 'b')", 'has a value that is no literal, at |'],
    ["INSERT INTO t VALUES (1, X'0')", 'has a blob that is no pairs'],
    ["INSERT INTO t VALUES (1, replace('aaa','a','bb'))", 'has a value that replace() makes longer'],
    ["INSERT INTO t VALUES (1, unistr('\\ud800'))", 'has a character that is none'],
    ['INSERT INTO t VALUES (1, char(55296))', 'has a character that is none'],
    ['INSERT INTO t VALUES (1, 2) ON CONFLICT DO NOTHING', 'goes on after its values, with ON'],
    ['INSERT INTO t VALUES (1, 2) RETURNING a', 'goes on after its values, with RETURNING'],
    ['INSERT INTO t VALUES (1, 2', 'ends among its values'],
    ['INSERT INTO t VALUES (1)', 'is refused by SQLite: table main.t has 2 columns but 1 values'],
    ['INSERT INTO missing VALUES (1)', 'is refused by SQLite: no such table'],
    ['CREATE TABLE t (a)', 'is refused by SQLite: table t already exists'],
    ['CREATE TABLE u (a', 'is refused by SQLite'],
    ['CREATE INDEX i ON t (c)', 'is refused by SQLite: no such column'],
    ['CREATE TABLE u (a AS (unknown(1)))', 'is refused by SQLite: '],
    ['CREATE TRIGGER r AFTER INSERT ON missing BEGIN SELECT 1; END', 'is refused by SQLite: no such table'],
    ['ROLLBACK', 'is ROLLBACK, with which sqlite3 ends a dump that is not complete'],
  ])('%s', ([statement, reason]) => {
    const { error } = load(`${TABLE}-- a comment;\n${statement};\n`)
    expect(error).toMatchObject({
      code: 'file-statement-refused',
      message: expect.stringContaining(`The statement in line 3 of the dump ${reason}`) as string,
    })
  })
})

describe('values are what SQLite makes of the same literals', () => {
  test.for([
    ['integers', '0, -0', [0n, 0n]],
    ['the largest', '9223372036854775807, -9223372036854775808', [2n ** 63n - 1n, -(2n ** 63n)]],
    ['one more', '9223372036854775808, -9223372036854775809', [2 ** 63, -(2 ** 63)]],
    ['many digits', `${'9'.repeat(60)}, 00000000000000000000000000000000000000000000000000000000000007`, [1e60, 7n]],
    ['reals', '1.5, .5e-3', [1.5, 0.0005]],
    ['whole reals', '1., 1e3', [1, 1000]],
    ['hexadecimal', '0x7f, -0xFFFFFFFFFFFFFFFF', [127n, 1n]],
    ['signs', '- 5, +5', [-5n, 5n]],
    ['infinities', '1e999, -9.0e+999', [Infinity, -Infinity]],
    ['those of D1', 'Infinity, -Infinity', [Infinity, -Infinity]],
    ['words', 'NULL, true', [null, 1n]],
    ['texts', "'it''s', ''''", ["it's", "'"]],
    ['empty ones', "'', X''", ['', Buffer.alloc(0)]],
    ['comments', "/* ' */ 1 -- '\n , /**/ 2", [1n, 2n]],
    ['a text in bytes', "CAST(X'6162' AS TEXT), cast ( x'63' as text )", ['ab', 'c']],
    ['unseen', "unistr('\\0041\\u0042\\+000043\\U00000044\\\\'), char(13)", ['ABCD\\', '\r']],
  ] as const)('%s', ([, literals, expected]) => {
    const { rows } = load(`${TABLE}INSERT INTO t VALUES (${literals});`)
    expect(rows).toEqual([expected])
  })

  test('rows of one statement, columns in another order, conflicts', () => {
    const { rows } = load(
      `CREATE TABLE t (a PRIMARY KEY, b);
       INSERT INTO t (b, a) VALUES (1, 'x'), (2, 'y'),(3,'z');
       INSERT OR IGNORE INTO "t" VALUES ('x', 9);
       REPLACE INTO [t] VALUES ('y', 9);
       insert or replace into main.\`t\` ( a , "b" ) values ('z', 9);`,
    )
    expect(rows).toEqual([
      ['x', 1n],
      ['y', 9n],
      ['z', 9n],
    ])
  })

  test('text that is no UTF-8 stays as it is, also beside text that is', () => {
    using folder = scratchFolder()
    const [sql, path] = [join(folder.path, 'made.sql'), join(folder.path, 'made.db')]
    const latin1 = (text: string) => Buffer.from(text, 'latin1')
    writeFileSync(
      sql,
      Buffer.concat([
        Buffer.from(`${TABLE}INSERT INTO t VALUES ('é`),
        latin1("',replace('\xff\\n','\\n',char(10)));\n"),
      ]),
    )
    loadDump(sql, path, 1e8)
    const database = new Database(path, { readonly: true })
    const row = database.prepare('SELECT typeof(a), hex(a), typeof(b), hex(b) FROM t').raw().get()
    database.close()
    expect(row).toEqual(['text', 'C3A9', 'text', 'FF0A'])
  })
})

describe('what ends too early is cut off', () => {
  test.for([
    ['inside of a text', "INSERT INTO t VALUES ('a;\n", 'inside the statement that begins in line 2'],
    ['inside of a comment', 'INSERT INTO t /* VALUES (1, 2);\n', 'inside the statement that begins in line 2'],
    ['without a semicolon', 'INSERT INTO t VALUES (1, 2)\n', 'inside the statement that begins in line 2'],
    [
      'inside of a trigger',
      'CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1;\n',
      'inside the statement that begins in line 2',
    ],
    [
      'before COMMIT',
      'BEGIN;\nINSERT INTO t VALUES (1, 2);\n',
      'before the COMMIT of the transaction that begins in line 2',
    ],
    [
      'before RELEASE',
      'SAVEPOINT x;\nSAVEPOINT y;\nRELEASE y;\n',
      'before the COMMIT of the transaction that begins in line 2',
    ],
  ])('%s', ([, rest, where]) => {
    const { error } = load(`${TABLE}${rest}`)
    expect(error).toMatchObject({ code: 'file-truncated', message: expect.stringContaining(where!) as string })
  })
})

describe('statements end where they do for SQLite', () => {
  test('quotes, comments, triggers, names with anything in them', () => {
    const { loaded, rows } = load(
      `\ufeff;;
      /* ; ' */ CREATE TABLE "a;""b" ("x;'" , [y;z'], \`w\`\`;\`); -- ;'"
      CREATE TABLE t (a, b);
      CREATE TRIGGER r1 AFTER INSERT ON t WHEN CASE WHEN new.a THEN 1 END BEGIN
        INSERT INTO t VALUES ('; END;', 1); -- ; END;
        UPDATE t SET a = CASE b WHEN 1 THEN 2 END; /* ;END; */
        SELECT "END";
      END -- of it
      /* ; */ ;
      INSERT INTO t VALUES ('; -- ', '/* ');
      CREATE TRIGGER IF NOT EXISTS r2 DELETE ON t BEGIN DELETE FROM t; end;
      INSERT INTO "a;""b" VALUES (1, 2, 3);`,
    )
    expect(loaded).toMatchObject({ tables: 2, rows: 2 })
    expect(rows).toEqual([['; -- ', '/* ']])
  })

  test('wherever the parts end in which it is read', () => {
    const row = (number: number) => `INSERT INTO t VALUES ('it''s; -- ${'é'.repeat(number % 97)}', ${number}); -- ;'\n`
    const statements = Array.from({ length: 30_000 }, (_, number) => row(number)).join('')
    const { rows } = load(`${TABLE}/* ${'*'.repeat(2 ** 20)} */${statements}`)
    expect(rows).toHaveLength(30_000)
    expect(rows!.at(-1)).toEqual([`it's; -- ${'é'.repeat(29_999 % 97)}`, 29_999n])
  })
})

describe('a dump that is built to do harm', () => {
  test('a NUL', () => {
    const { error } = load(Buffer.from(`${TABLE}INSERT INTO t VALUES ('a\0', 2);`))
    expect(error).toMatchObject({
      code: 'file-damaged',
      message: expect.stringContaining('Line 2 of the dump') as string,
    })
  })

  test('a text of 100 MB arrives', { timeout: 60_000 }, () => {
    const { loaded } = load(`${TABLE}INSERT INTO t VALUES (1, '${'a'.repeat(1e8)}');`, 3e8)
    expect(loaded).toMatchObject({ rows: 1 })
  })

  test('a text of 4,000,000 lines arrives', { timeout: 60_000 }, () => {
    const lines = `replace('${"''\\n".repeat(4e6)}','\\n',char(10))`
    const { loaded } = load(`CREATE TABLE t (a, b);\nINSERT INTO t VALUES (1, ${lines});`, 3e8)
    expect(loaded).toMatchObject({ rows: 1 })
  })

  test('a longer statement is too much', { timeout: 60_000 }, () => {
    const { error } = load(Buffer.concat([Buffer.from(`${TABLE}INSERT INTO t VALUES (1, '`), Buffer.alloc(1.5e8, 97)]))
    expect(error).toMatchObject({ code: 'file-too-costly', message: expect.stringContaining('128 MB') as string })
  })

  test('a definition of 200 KB, and many of them', () => {
    const wide = `CREATE TABLE w (${'a'.repeat(200_000)});`
    const long = Array.from({ length: 30 }, (_, at) => `CREATE VIEW v${at} AS SELECT '${'a'.repeat(100_000)}';`).join(
      '',
    )
    for (const dump of [wide, long]) expect(load(dump).error).toMatchObject({ code: 'file-too-costly' })
  })

  // SQLite itself looks through its schema for each object that it makes: half a minute.
  test.runIf(process.env['LITELIFT_HOSTILE'] === 'full')('many objects', { timeout: 300_000 }, () => {
    const many = Array.from({ length: 20_001 }, (_, at) => `CREATE VIEW v${at} AS SELECT 1;`).join('')
    expect(load(many).error).toMatchObject({ code: 'file-too-costly' })
  })

  test('calls within calls', () => {
    const nested = `${'replace('.repeat(50_000)}'a'${",'a','b')".repeat(50_000)}`
    expect(load(`${TABLE}INSERT INTO t VALUES (1, ${nested});`).error).toMatchObject({ code: 'file-statement-refused' })
  })

  test('expressions within expressions', () => {
    const nested = `CREATE TABLE u (a CHECK (${'('.repeat(20_000)}1${')'.repeat(20_000)}));`
    expect(load(nested).error).toMatchObject({ code: 'file-statement-refused' })
  })

  test('what defaults make is bounded by the room there is', () => {
    const rows = 'INSERT INTO t (a) VALUES (1);\n'.repeat(100)
    const { error } = load(`CREATE TABLE t (a, b DEFAULT (randomblob(1000000)));\n${rows}`, 1e7)
    expect(error).toMatchObject({ code: 'file-too-large' })
  })

  test('triggers and checks are not run', () => {
    const { rows } = load(
      `CREATE TABLE t (a CHECK (a = 2), b);
       CREATE TRIGGER r BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'run'); END;
       INSERT INTO t VALUES (1, 2);`,
    )
    expect(rows).toEqual([[1n, 2n]])
  })

  test('nothing but the database is written', () => {
    using folder = scratchFolder()
    const other = join(folder.path, 'other.db')
    for (const statement of [`ATTACH '${other}' AS o`, `VACUUM INTO '${other}'`]) load(`${TABLE}${statement};`)
    expect(existsSync(other)).toBe(false)
  })
})

const style = (name: string) => readFileSync(join(import.meta.dirname, 'styles', `${name}.sql`), 'utf8')

test('dumps of D1, Turso and sqlite3 are loaded as a whole', () => {
  expect(load(style('d1')).loaded).toEqual({ tables: 3, rows: 6, passedOver: [], misread: [] })
  expect(load(style('turso')).loaded).toEqual({ tables: 1, rows: 2, passedOver: [], misread: [] })
  expect(load(style('sqlite3')).loaded).toEqual({
    tables: 7,
    rows: 11,
    passedOver: ['PRAGMA', 'ANALYZE', 'statistics'],
    misread: [],
  })
})

test('what a script drops before it makes it is passed over', () => {
  const { loaded } = load(`DROP TABLE IF EXISTS "t"; DROP INDEX IF EXISTS i; ${TABLE}`)
  expect(loaded).toMatchObject({ tables: 1, passedOver: ['DROP … IF EXISTS'] })
})

test('names in a code page are read as those of a file are, in definitions and rows alike', () => {
  const dump = 'CREATE TABLE t (a, b);\nCREATE TABLE Stra\xdfe (\xe9);\nINSERT INTO Stra\xdfe (\xe9) VALUES (1);'
  const { loaded } = load(Buffer.from(dump, 'latin1'))
  expect(loaded).toMatchObject({ tables: 2, rows: 1 })
  expect(loaded!.misread).toEqual(['CREATE TABLE Straße (é)', 'é', 'Straße'])
})
