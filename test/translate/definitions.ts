/** A value as both drivers take it. */
export type Given = string | number | null | Uint8Array

/**
 * Definitions as applications write them: SQL for SQLite that makes the table of the same name with what belongs to it,
 * then rows that are given to both engines after the migration. `noted` are those of which a part stays behind.
 */
export interface Definition {
  sql: string
  rows: Record<string, Given>[]
  noted?: true
}

const ids = (count: number, row: (i: number) => Record<string, Given>) =>
  Array.from({ length: count }, (_, i) => ({ id: i + 10, ...row(i) }))

export const DEFINITIONS: Record<string, Definition> = {
  check_in: { sql: "CREATE TABLE check_in (id INTEGER PRIMARY KEY, a TEXT CHECK (a IN ('draft', 'open')))", rows: ids(5, (i) => ({ a: ['draft', 'open', 'OPEN', '', null][i]! })) },
  check_range: { sql: 'CREATE TABLE check_range (id INTEGER PRIMARY KEY, n INTEGER CHECK (n BETWEEN 1 AND 5))', rows: ids(5, (i) => ({ n: [1, 5, 6, 0, null][i]! })) },
  check_like: { sql: "CREATE TABLE check_like (id INTEGER PRIMARY KEY, a TEXT, CHECK (a LIKE '%@_%.com'))", rows: ids(6, (i) => ({ a: ['x@y.com', 'X@Y.COM', '@.com', 'É@é.com', '', null][i]! })) },
  check_like_escape: { sql: "CREATE TABLE check_like_escape (id INTEGER PRIMARY KEY, a TEXT CHECK (a LIKE '10!%%' ESCAPE '!'))", rows: ids(4, (i) => ({ a: ['10%', '10% off', '100', '10'][i]! })) },
  check_glob: { sql: "CREATE TABLE check_glob (id INTEGER PRIMARY KEY, code TEXT CHECK (code GLOB '[A-Z][A-Z][0-9]?*'))", rows: ids(6, (i) => ({ code: ['AB1x', 'ab1x', 'AB1', 'ÄB12', 'ZZ999', 'AB12'][i]! })) },
  check_length: { sql: 'CREATE TABLE check_length (id INTEGER PRIMARY KEY, a TEXT CHECK (length(a) = 3))', rows: ids(5, (i) => ({ a: ['abc', 'äöü', '😀😀😀', 'ab', null][i]! })) },
  check_division: { sql: 'CREATE TABLE check_division (id INTEGER PRIMARY KEY, n INTEGER CHECK (n / 2 = 3))', rows: ids(5, (i) => ({ n: [6, 7, 8, -7, null][i]! })) },
  check_modulo: { sql: 'CREATE TABLE check_modulo (id INTEGER PRIMARY KEY, n INTEGER CHECK (n % 3 <> 1))', rows: ids(5, (i) => ({ n: [0, 1, -1, -2, 4][i]! })) },
  check_boolean: { sql: 'CREATE TABLE check_boolean (id INTEGER PRIMARY KEY, active BOOLEAN NOT NULL CHECK (active IN (0, 1)), a TEXT CHECK (active OR a IS NOT NULL))', rows: ids(4, (i) => ({ active: [1, 0, 0, 1][i]!, a: ['x', 'y', null, null][i]! })) },
  check_either: { sql: 'CREATE TABLE check_either (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CHECK ((a IS NULL) <> (b IS NULL)))', rows: ids(4, (i) => ({ a: [1, null, 1, null][i]!, b: [null, 1, 1, null][i]! })) },
  check_sum: { sql: 'CREATE TABLE check_sum (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CONSTRAINT total CHECK (a + b * 2 < 10))', rows: ids(4, (i) => ({ a: [1, 5, 9, null][i]!, b: [4, 3, 0, 100][i]! })) },
  check_real: { sql: 'CREATE TABLE check_real (id INTEGER PRIMARY KEY, r REAL CHECK (r > 0.5 AND r < 1e3))', rows: ids(5, (i) => ({ r: [0.5, 0.6, 999, 1000, null][i]! })) },
  check_case: { sql: "CREATE TABLE check_case (id INTEGER PRIMARY KEY, a TEXT, n INTEGER, CHECK (CASE a WHEN 'x' THEN n > 0 WHEN 'y' THEN n < 0 ELSE n IS NULL END))", rows: ids(6, (i) => ({ a: ['x', 'x', 'y', 'y', 'z', null][i]!, n: [1, 0, -1, 0, 1, null][i]! })) },
  check_nocase: { sql: "CREATE TABLE check_nocase (id INTEGER PRIMARY KEY, a TEXT, CHECK (a = 'Yes' COLLATE NOCASE))", rows: ids(4, (i) => ({ a: ['YES', 'yes', 'no', 'yés'][i]! })) },
  check_quoted: { sql: 'CREATE TABLE check_quoted (id INTEGER PRIMARY KEY, "order" INTEGER, [group by] TEXT, `a b` TEXT, CHECK ("order" > 0 AND [group by] <> `a b`))', rows: ids(3, (i) => ({ order: [1, 0, 1][i]!, 'group by': 'x', 'a b': ['y', 'y', 'x'][i]! })) },
  check_upper: { sql: 'CREATE TABLE check_upper (id INTEGER PRIMARY KEY, a TEXT CHECK (a = upper(a) AND a = trim(a)))', rows: ids(5, (i) => ({ a: ['ABC', 'abc', 'É', 'é', ' A'][i]! })) },
  check_date: { sql: "CREATE TABLE check_date (id INTEGER PRIMARY KEY, d DATE CHECK (d >= '2000-01-01'))", rows: ids(4, (i) => ({ d: ['2000-01-01', '1999-12-31', '2024-02-29', null][i]! })) },
  check_typeof: { sql: "CREATE TABLE check_typeof (id INTEGER PRIMARY KEY, a TEXT CHECK (typeof(a) = 'text' OR a IS NULL))", rows: ids(2, (i) => ({ a: ['x', null][i]! })) },
  check_printf: { sql: "CREATE TABLE check_printf (id INTEGER PRIMARY KEY, a TEXT CHECK (printf('%s', a) <> 'x'))", rows: ids(2, (i) => ({ a: ['y', 'x'][i]! })), noted: true },

  default_texts: { sql: `CREATE TABLE default_texts (id INTEGER PRIMARY KEY, a TEXT DEFAULT 'it''s', b TEXT DEFAULT "double", c TEXT DEFAULT bare, d TEXT DEFAULT '', e TEXT DEFAULT 'null', f TEXT DEFAULT NULL)`, rows: ids(1, () => ({})) },
  default_numbers: { sql: 'CREATE TABLE default_numbers (id INTEGER PRIMARY KEY, a INTEGER DEFAULT -5, b REAL DEFAULT 1e3, c INTEGER DEFAULT 0x10, d INTEGER DEFAULT (7 / 2), e REAL DEFAULT (7 / 2.0), f INTEGER DEFAULT +3)', rows: ids(1, () => ({})) },
  default_booleans: { sql: 'CREATE TABLE default_booleans (id INTEGER PRIMARY KEY, a BOOLEAN DEFAULT 0, b BOOLEAN DEFAULT TRUE, c BOOLEAN DEFAULT false, d INTEGER DEFAULT true)', rows: ids(1, () => ({})) },
  default_computed: { sql: "CREATE TABLE default_computed (id INTEGER PRIMARY KEY, a TEXT DEFAULT ('a' || 'b' || 5), b INTEGER DEFAULT (abs(-1)), c TEXT DEFAULT (upper('abc')), d TEXT DEFAULT (substr('hello', -3, 2)))", rows: ids(1, () => ({})) },
  default_today: { sql: "CREATE TABLE default_today (id INTEGER PRIMARY KEY, d DATE DEFAULT CURRENT_DATE, e TEXT DEFAULT (date('now')), y TEXT DEFAULT (strftime('%Y', 'now')))", rows: ids(1, () => ({})) },
  default_blob: { sql: "CREATE TABLE default_blob (id INTEGER PRIMARY KEY, a BLOB DEFAULT x'00ff', b BLOB DEFAULT x'')", rows: ids(1, () => ({})) },
  default_printf: { sql: "CREATE TABLE default_printf (id INTEGER PRIMARY KEY, a TEXT DEFAULT (printf('%d', 5)))", rows: [], noted: true },

  generated_text: { sql: "CREATE TABLE generated_text (id INTEGER PRIMARY KEY, a TEXT, b TEXT, whole TEXT AS (a || ' ' || b) STORED, short TEXT AS (lower(substr(a, 1, 2))))", rows: ids(4, (i) => ({ a: ['Ada', 'É', '', null][i]!, b: ['x', 'y', 'z', 'w'][i]! })) },
  generated_numbers: { sql: 'CREATE TABLE generated_numbers (id INTEGER PRIMARY KEY, n INTEGER, r REAL, half INTEGER AS (n / 2), product REAL AS (r * n) STORED, positive BOOLEAN AS (n > 0))', rows: ids(4, (i) => ({ n: [7, -7, 0, null][i]!, r: [0.1, 2.5, 1e300, 1][i]! })) },
  generated_chain: { sql: 'CREATE TABLE generated_chain (id INTEGER PRIMARY KEY, n INTEGER, a INTEGER AS (n + 1), b INTEGER AS (a * 2) STORED, c INTEGER AS (b - a))', rows: ids(3, (i) => ({ n: [1, -5, null][i]! })) },
  generated_unique: { sql: 'CREATE TABLE generated_unique (id INTEGER PRIMARY KEY, email TEXT, folded TEXT AS (lower(email)) STORED UNIQUE)', rows: ids(3, (i) => ({ email: ['A@x', 'a@X', 'b@x'][i]! })) },
  generated_coalesce: { sql: "CREATE TABLE generated_coalesce (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT AS (coalesce(nullif(a, ''), b, '?')))", rows: ids(4, (i) => ({ a: ['x', '', null, ''][i]!, b: ['y', 'y', null, null][i]! })) },
  generated_printf: { sql: "CREATE TABLE generated_printf (id INTEGER PRIMARY KEY, n INTEGER, a TEXT AS (printf('%03d', n)) STORED)", rows: [], noted: true },

  unique_lower: { sql: 'CREATE TABLE unique_lower (id INTEGER PRIMARY KEY, a TEXT); CREATE UNIQUE INDEX unique_lower_i ON unique_lower (lower(a))', rows: ids(5, (i) => ({ a: ['a', 'A', 'É', 'é', null][i]! })) },
  unique_joined: { sql: 'CREATE TABLE unique_joined (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE UNIQUE INDEX unique_joined_i ON unique_joined (a || b)', rows: ids(4, (i) => ({ a: ['x', 'xy', 'x', null][i]!, b: ['yz', 'z', 'y', 'z'][i]! })) },
  unique_partial: { sql: 'CREATE TABLE unique_partial (id INTEGER PRIMARY KEY, a TEXT, deleted BOOLEAN NOT NULL); CREATE UNIQUE INDEX unique_partial_i ON unique_partial (a) WHERE deleted = 0', rows: ids(5, (i) => ({ a: 'x', deleted: [1, 0, 1, 0, 1][i]! })) },
  unique_partial_null: { sql: 'CREATE TABLE unique_partial_null (id INTEGER PRIMARY KEY, a TEXT, gone TEXT); CREATE UNIQUE INDEX unique_partial_null_i ON unique_partial_null (a) WHERE gone IS NULL', rows: ids(4, (i) => ({ a: 'x', gone: [null, 'y', null, 'y'][i]! })) },
  unique_coalesce: { sql: "CREATE TABLE unique_coalesce (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE UNIQUE INDEX unique_coalesce_i ON unique_coalesce (a, coalesce(b, ''))", rows: ids(4, (i) => ({ a: 'x', b: [null, '', 'y', null][i]! })) },
  unique_nulls: { sql: 'CREATE TABLE unique_nulls (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, UNIQUE (a, b))', rows: ids(4, (i) => ({ a: 'x', b: [1, null, null, 1][i]! })) },
  unique_half: { sql: 'CREATE TABLE unique_half (id INTEGER PRIMARY KEY, n INTEGER); CREATE UNIQUE INDEX unique_half_i ON unique_half (n / 10)', rows: ids(5, (i) => ({ n: [1, 9, -9, 10, -10][i]! })) },
  unique_date: { sql: 'CREATE TABLE unique_date (id INTEGER PRIMARY KEY, d DATE, a TEXT); CREATE UNIQUE INDEX unique_date_i ON unique_date (substr(a, 1, 1), abs(length(a)))', rows: ids(4, (i) => ({ d: '2020-01-01', a: ['ab', 'ac', 'abc', null][i]! })) },
  index_printf: { sql: "CREATE TABLE index_printf (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX index_printf_i ON index_printf (printf('%s', a))", rows: [], noted: true },
  index_json: { sql: "CREATE TABLE index_json (id INTEGER PRIMARY KEY, doc JSON); CREATE INDEX index_json_i ON index_json (json_extract(doc, '$.name'))", rows: ids(3, (i) => ({ doc: ['{"name":"x"}', '{}', null][i]! })) },

  view_filter: { sql: "CREATE TABLE view_filter (id INTEGER PRIMARY KEY, a TEXT, n INTEGER); CREATE VIEW view_filter_v AS SELECT id, a FROM view_filter WHERE n > 1 AND a LIKE 'x%'", rows: ids(4, (i) => ({ a: ['x', 'Xy', 'y', null][i]!, n: 2 })) },
  view_groups: { sql: 'CREATE TABLE view_groups (id INTEGER PRIMARY KEY, a TEXT, n INTEGER); CREATE VIEW view_groups_v AS SELECT a, count(*) AS c, sum(n) AS s, avg(n) AS m, max(n) AS x FROM view_groups GROUP BY a HAVING count(n) > 0', rows: ids(5, (i) => ({ a: ['x', 'x', 'X', null, null][i]!, n: [1, 2, null, 4, 5][i]! })) },
  view_union: { sql: 'CREATE TABLE view_union (id INTEGER PRIMARY KEY, a TEXT, b TEXT); CREATE VIEW view_union_v AS SELECT a AS word FROM view_union UNION SELECT b FROM view_union', rows: ids(3, (i) => ({ a: ['x', 'y', null][i]!, b: ['y', 'z', null][i]! })) },
  view_join: { sql: 'CREATE TABLE view_join (id INTEGER PRIMARY KEY, parent INTEGER, a TEXT); CREATE VIEW view_join_v AS SELECT c.id, p.a AS parent FROM view_join c LEFT JOIN view_join p ON p.id = c.parent', rows: ids(3, (i) => ({ parent: [null, 10, 99][i]!, a: `a${i}` })) },
  view_case: { sql: "CREATE TABLE view_case (id INTEGER PRIMARY KEY, n INTEGER); CREATE VIEW view_case_v AS SELECT id, CASE WHEN n < 0 THEN 'low' WHEN n / 2 > 2 THEN 'high' ELSE 'mid' END AS level, n IS NULL AS missing FROM view_case", rows: ids(4, (i) => ({ n: [-1, 5, 6, null][i]! })) },
  view_renamed: { sql: 'CREATE TABLE view_renamed (id INTEGER PRIMARY KEY, n INTEGER); CREATE VIEW view_renamed_v (a, b) AS SELECT id, n * 2 FROM view_renamed ORDER BY n DESC LIMIT 2', rows: ids(4, (i) => ({ n: [3, 1, 2, null][i]! })) },
  view_generated: { sql: 'CREATE TABLE view_generated (id INTEGER PRIMARY KEY, n INTEGER, g INTEGER AS (n * 3)); CREATE VIEW view_generated_v AS SELECT id, g - n AS d FROM view_generated', rows: ids(2, (i) => ({ n: [3, null][i]! })) },
  view_window: { sql: 'CREATE TABLE view_window (id INTEGER PRIMARY KEY, n INTEGER); CREATE VIEW view_window_v AS SELECT id, rank() OVER (ORDER BY n) AS r FROM view_window', rows: ids(4, (i) => ({ n: [2, 1, 2, null][i]! })) },
} // prettier-ignore
