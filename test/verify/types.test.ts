import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Cast } from '../../engine/plan/plan.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { planOf, twoSides } from './two-sides.ts'

/** SQL of a value in SQLite, of what it became in PostgreSQL, and of something almost the same. */
type Case = [cast: Cast, type: string, inFile: string, inTarget: string, almost: string]

const CASES: Case[] = [
  ['boolean', 'boolean', '1', 'true', 'false'],
  ['boolean', 'boolean', "'False'", 'false', 'true'],
  ['boolean', 'boolean', '0', 'false', 'NULL'],
  ['smallint', 'smallint', '-32768', '-32768', '-32767'],
  ['integer', 'integer', '2147483647', '2147483647', '2147483646'],
  ['bigint', 'bigint', '9223372036854775807', '9223372036854775807', '9223372036854775806'],
  ['bigint', 'bigint', '-9223372036854775807 - 1', '(-9223372036854775808)', '-9223372036854775807'],
  ['bigint', 'bigint', '9007199254740993', '9007199254740993', '9007199254740992'],
  ['bigint', 'bigint', "'+042'", '42', '24'],
  ['bigint', 'bigint', '5.0', '5', '6'],
  ['double', 'double precision', '3.141592653589793', '3.141592653589793', '3.1415926535897936'],
  ['double', 'double precision', '1e300', '1e300', '1.0000000000000002e300'],
  ['double', 'double precision', '5e-324', '5e-324', '0'],
  ['double', 'double precision', '9e999', "'Infinity'", "'-Infinity'"],
  ['double', 'double precision', '-9e999', "'-Infinity'", "'NaN'"],
  ['double', 'double precision', '2', '2', '2.0000000000000004'],
  ['double', 'double precision', '-0.0', "'-0'", "'0'"],
  ['double', 'real', '0.1', '0.1', '0.10000001'],
  ['double', 'real', '0.100000001490116119384765625', '0.1', '0.09999999'],
  ['numeric', 'numeric(12,2)', '12.5', '12.50', '12.51'],
  ['numeric', 'numeric', '12345678901234567', '12345678901234567', '12345678901234568'],
  ['numeric', 'numeric', '0.1', '0.1', '0.10000000000000001'],
  ['numeric', 'numeric', "'-0012.3400'", '-12.34', '12.34'],
  ['numeric', 'numeric', '1e300', '1e300', '1e299'],
  ['numeric', 'numeric', '1.5e-7', '0.00000015', '0.0000001'],
  ['text', 'text', "'café 𝄞'", "'café 𝄞'", "'cafe 𝄞'"],
  ['text', 'text', "'space'", "'space'", "'space '"],
  ['text', 'text', "'Case'", "'Case'", "'case'"],
  ['text', 'text', "''", "''", 'NULL'],
  ['text', 'text', 'NULL', 'NULL', "''"],
  ['text', 'text', "'\\N'", "'\\N'", 'NULL'],
  ['text', 'text', "'\\.'", "'\\.'", "'.'"],
  [
    'text',
    'text',
    'char(9,10,13,8,12,11,92,39,34)',
    "E'\\t\\n\\r\\b\\f\\x0b\\\\\\'\"'",
    "E'\\t\\n\\b\\f\\x0b\\\\\\'\"'",
  ],
  ['text', 'text', '2.0', "'2.0'", "'2'"],
  ['text', 'text', '0.1', "'0.1'", "'.1'"],
  ['text', 'text', '-9223372036854775807 - 1', "'-9223372036854775808'", "'9223372036854775808'"],
  ['text', 'text', "CAST(x'c3a9' AS BLOB)", "'é'", "'e'"],
  ['text', 'varchar(3)', "'abc'", "'abc'", "'abd'"],
  ['text', 'char(5)', "'ab'", "'ab'", "'ac'"],
  ['bytea', 'bytea', "x'00ff5c0a'", "'\\x00ff5c0a'", "'\\x00ff5c0b'"],
  ['bytea', 'bytea', "x''", "''", 'NULL'],
  ['bytea', 'bytea', "'aGVsbG8='", "convert_to('aGVsbG8=', 'UTF8')", "convert_to('hello', 'UTF8')"],
  ['bytea', 'bytea', '1.5', "'1.5'", "'1.50'"],
  ['date', 'date', "'0001-02-28'", "'0001-02-28'", "'0001-02-27'"],
  ['date', 'date', "'2024-02-29 00:00:00'", "'2024-02-29'", "'2024-03-01'"],
  ['time', 'time', "'23:59'", "'23:59'", "'23:59:00.000001'"],
  ['time', 'time', "'01:02:03.450'", "'01:02:03.45'", "'01:02:03'"],
  [
    'timestamp',
    'timestamp',
    "'2024-02-29 12:34:56.123456'",
    "'2024-02-29 12:34:56.123456'",
    "'2024-02-29 12:34:56.123457'",
  ],
  ['timestamp', 'timestamp', "'0099-01-01T00:00'", "'0099-01-01'", "'1999-01-01'"],
  ['timestamp', 'timestamp', "'2024-02-29'", "'2024-02-29'", "'2024-02-29 00:00:01'"],
  [
    'timestamptz',
    'timestamptz',
    "'2024-01-01 00:30:00.5+02:00'",
    "'2023-12-31 22:30:00.5Z'",
    "'2023-12-31 23:30:00.5Z'",
  ],
  ['timestamptz', 'timestamptz', "'2024-01-01T00:00:00Z'", "'2024-01-01Z'", "'2024-01-01T01:00Z'"],
  ['timestamptz', 'timestamptz', "'2024-01-01 10:00:00'", "'2024-01-01 10:00Z'", "'2024-01-01 10:00+01'"],
  ['timestamptz', 'timestamptz', "'0050-03-01 00:00:00-00:30'", "'0050-03-01 00:30Z'", "'1950-03-01 00:30Z'"],
  ['timestamptz-unix-s', 'timestamptz', '1700000000', "'2023-11-14 22:13:20Z'", "'2023-11-14 22:13:21Z'"],
  ['timestamptz-unix-ms', 'timestamptz', '-1', "'1969-12-31 23:59:59.999Z'", "'1970-01-01 00:00:00.001Z'"],
  ['timestamptz-unix-us', 'timestamptz', '1700000000000001', "'2023-11-14 22:13:20.000001Z'", "'2023-11-14 22:13:20Z'"],
  ['timestamptz-unix-s', 'timestamp', '0', "'1970-01-01'", "'1970-01-02'"],
  ['timestamp-julian', 'timestamp', '2460310.5', "'2024-01-01'", "'2024-01-01 12:00'"],
  ['timestamp-julian', 'timestamp', '2460311', "'2024-01-01 12:00'", "'2024-01-01'"],
  [
    'uuid',
    'uuid',
    "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'",
  ],
  [
    'uuid',
    'uuid',
    "x'00112233445566778899aabbccddeeff'",
    "'00112233-4455-6677-8899-aabbccddeeff'",
    "'33221100-5544-7766-8899-aabbccddeeff'",
  ],
  [
    'jsonb',
    'jsonb',
    `'{"b":[1.0,2e2,"\\u00e9"],"a":1,"a":null}'`,
    `'{"a":null,"b":[1,200,"é"]}'`,
    `'{"a":null,"b":[1,200,"e"]}'`,
  ],
  [
    'jsonb',
    'jsonb',
    "'[12345678901234567890, 0.10000000000000000001]'",
    "'[12345678901234567890, 0.10000000000000000001]'",
    "'[12345678901234567891, 0.10000000000000000001]'",
  ],
  ['jsonb', 'jsonb', `jsonb('{"x":[true,"t"]}')`, `'{"x":[true,"t"]}'`, `'{"x":["t",true]}'`],
  ['jsonb', 'jsonb', `'"1"'`, `'"1"'`, "'1'"],
  ['jsonb', 'jsonb', "'null'", "'null'", 'NULL'],
  ['jsonb', 'json', `'{"__proto__":[1],"b" : 2}'`, `'{ "b":2.0,"__proto__":[1] }'`, `'{"b":2}'`],
  ['text', 'app.mood', "'happy'", "'happy'", "'sad'"],
  ['text', 'app.percent', "'50'", '50', '51'],
  ['integer', 'app.percent', '50', '50', '51'],
  ['text', 'inet', "'10.0.0.1/32'", "'10.0.0.1'", "'10.0.0.2'"],
  ['text', 'integer[]', "'{1, 2,NULL}'", "'{1,2,NULL}'", "'{1,2}'"],
  ['text', 'app.mood[]', "'{happy}'", "'{happy}'", "'{sad}'"],
  ['text', 'interval', "'1 day 90 minutes'", "'1 day 01:30:00'", "'1 day 01:30:01'"],
  ['text', 'bit varying(8)', "'1011'", "B'1011'", "B'1010'"],
  ['text', 'int4range', "'[1,5]'", "'[1,6)'", "'[1,5)'"],
]

const names = CASES.map((_, at) => `c${at}`)
const plan = planOf('t', Object.fromEntries(names.map((name, at) => [name, CASES[at]![0]])))

describe.each(['UTF-8', 'UTF-16le', 'UTF-16be'])('every type, in a file of %s', (encoding) => {
  test('holds the same, or says which column does not', async () => {
    await using sides = await twoSides()
    sides.file.pragma(`encoding = '${encoding}'`)
    // A column without type stores each value in its own class.
    sides.file.exec(`CREATE TABLE t (${names.join(', ')}); INSERT INTO t VALUES (${CASES.map((c) => c[2]).join(', ')})`)
    await sides.target.query(`
      CREATE TYPE app.mood AS ENUM ('happy', 'sad');
      CREATE DOMAIN app.percent0 AS integer; CREATE DOMAIN app.percent AS app.percent0 CHECK (VALUE <= 100);
      CREATE TABLE app.t (${names.map((name, at) => `${name} ${CASES[at]![1]}`).join(', ')});
      INSERT INTO app.t VALUES (${CASES.map((c) => c[3]).join(', ')})`)

    const [same] = await sides.compare(plan)
    expect(same!.differences).toEqual([])
    expect(same).toMatchObject({
      rows: { file: 1, target: 1 },
      onlyIn: { file: 0, target: 0 },
      exact: true,
      absent: [],
    })

    for (const [at, name] of names.entries()) {
      await sides.target.query(`UPDATE app.t SET ${name} = ${CASES[at]![4]}`)
      const [changed] = await sides.compare(plan)
      // The case goes along so that a failure names it.
      expect([CASES[at], ...changed!.differences]).toMatchObject([
        CASES[at],
        { side: 'both', rowid: '1', column: name },
      ])
      expect(isEqual(changed!)).toBe(false)
      await sides.target.query(`UPDATE app.t SET ${name} = ${CASES[at]![3]}`)
    }
  })
})

/** Values that nothing in the type equals, whatever a loader made of them. */
const UNREAD: Case[] = [
  ['boolean', 'boolean', '2', 'true', 'false'],
  ['bigint', 'bigint', "'abc'", '0', 'NULL'],
  ['bigint', 'bigint', '12.5', '12', '13'],
  ['double', 'double precision', '9007199254740993', '9007199254740992', '9007199254740994'],
  ['double', 'real', '3.141592653589793', '3.1415927', '3.14'],
  ['numeric', 'numeric(4,1)', '12.345', '12.3', '12.4'],
  ['text', 'text', "CAST(x'61ff' AS TEXT)", "U&'a\\FFFD'", "'a'"],
  ['text', 'text', "'a' || char(0) || 'b'", "'ab'", "'a'"],
  ['date', 'date', "'2024-01-01 10:00'", "'2024-01-01'", "'2024-01-02'"],
  ['timestamp', 'timestamp', "'2024-01-01 00:00:00.1234567'", "'2024-01-01 00:00:00.123457'", 'NULL'],
  ['timestamp', 'timestamp', "''", 'NULL', "'1970-01-01'"],
  ['timestamptz', 'timestamptz', '1700000000', "'2023-11-14 22:13:20Z'", 'NULL'],
  ['uuid', 'uuid', "x'0011'", "'00110000-0000-0000-0000-000000000000'", 'NULL'],
  ['jsonb', 'jsonb', '\'{"a":\'', "'{}'", 'NULL'],
  ['jsonb', 'jsonb', `CAST(x'22ff22' AS TEXT)`, `'"\uFFFD"'`, 'NULL'],
  ['text', 'inet', "'host'", 'NULL', "'0.0.0.0'"],
]

test.each(UNREAD)('%s into %s: %s equals nothing', async (cast, type, inFile, ...inTarget) => {
  await using sides = await twoSides()
  sides.file.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, v, w); INSERT INTO t VALUES (1, ${inFile}, 'same')`)
  await sides.target.query(`CREATE TABLE app.t (id bigint PRIMARY KEY, v ${type}, w text)`)
  for (const value of inTarget) {
    await sides.target.query(`TRUNCATE app.t; INSERT INTO app.t VALUES (1, ${value}, 'same')`)
    const [comparison] = await sides.compare(planOf('t', { id: 'bigint', v: cast, w: 'text' }))
    expect(comparison!.differences).toMatchObject([{ side: 'both', key: { id: '1' }, column: 'v' }])
  }
})

test('large values are compared by their digests', async () => {
  await using sides = await twoSides()
  sides.file.exec(
    `CREATE TABLE t (c, b); INSERT INTO t VALUES (replace(hex(zeroblob(600000)), '0', 'é'), zeroblob(3000000))`,
  )
  await sides.target.query(`
    CREATE TABLE app.t (c text, b bytea);
    INSERT INTO app.t VALUES (repeat('é', 1200000), decode(repeat('00', 3000000), 'hex'))`)
  const plan = planOf('t', { c: 'text', b: 'bytea' })
  expect((await sides.compare(plan))[0]!.differences).toEqual([])
  await sides.target.query("UPDATE app.t SET c = left(c, -1) || 'e', b = set_byte(b, 2999999, 1)")
  expect((await sides.compare(plan))[0]!.onlyIn).toEqual({ file: 1, target: 1 })
})

test('ill-formed UTF-16 equals nothing', async () => {
  await using sides = await twoSides()
  sides.file.pragma("encoding = 'UTF-16le'")
  sides.file.exec("CREATE TABLE t (v); INSERT INTO t VALUES (CAST(x'6100003df7' AS TEXT)), (CAST(x'00d86100' AS TEXT))")
  await sides.target.query("CREATE TABLE app.t (v text); INSERT INTO app.t VALUES (U&'a\\FFFD'), (U&'\\FFFDa')")
  const [comparison] = await sides.compare(planOf('t', { v: 'text' }))
  expect(comparison!.onlyIn).toEqual({ file: 2, target: 2 })
})

test('citext differs in letter case', async ({ skip }) => {
  await using sides = await twoSides()
  const [citext] = await sides.target.query("SELECT FROM pg_available_extensions WHERE name = 'citext'")
  if (!citext) skip()
  await sides.target.query(
    "CREATE EXTENSION citext SCHEMA app; CREATE TABLE app.t (v app.citext); INSERT INTO app.t VALUES ('Ab')",
  )
  sides.file.exec("CREATE TABLE t (v); INSERT INTO t VALUES ('Ab')")
  expect((await sides.compare(planOf('t', { v: 'text' })))[0]!.differences).toEqual([])
  await sides.target.query("UPDATE app.t SET v = 'ab'")
  expect((await sides.compare(planOf('t', { v: 'text' })))[0]!.onlyIn).toEqual({ file: 1, target: 1 })
})

test('a REAL column gives its integers as reals', () => {
  // What the text form rests on: SQLite stores 2.0 as 2 and gives it back as 2.0, and a bound -0.0 there as 0.0.
  const file = new Database(':memory:')
  file.exec('CREATE TABLE t (r REAL)')
  file.prepare('INSERT INTO t VALUES (?), (2)').run(-0)
  expect(file.prepare('SELECT CAST(r AS TEXT) FROM t').pluck().all()).toEqual(['0.0', '2.0'])
  file.close()
})
