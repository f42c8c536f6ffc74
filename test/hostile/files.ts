import type Database from 'better-sqlite3'

/** A file that was made to harm, and how its migration ends: `success`, or the one code of its error. */
export interface HostileFile {
  name: string
  /** `full` makes it as large as it was found; `short` small enough for every run of the tests. */
  make(database: Database.Database, size: 'short' | 'full'): void
  outcome: string
  /** Part of the error, or of a note. */
  says?: string
  /** Takes longer to make, or to end, than a run of all tests may. */
  onlyFull?: true
}

/** Writes rows into the schema that no statement makes. */
function plant(database: Database.Database, type: string, name: string, sql: string): void {
  database.unsafeMode(true)
  database.pragma('writable_schema = ON')
  database.prepare('INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)').run(type, name, name, sql)
  database.pragma('writable_schema = OFF')
}

/** Gives a table another definition, of which its rows know nothing. */
function redefine(database: Database.Database, table: string, sql: string): void {
  database.unsafeMode(true)
  database.pragma('writable_schema = ON')
  database.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(sql, table)
  database.pragma('writable_schema = OFF')
}

/** SQLite works on it for minutes, until its budget of 20 s is spent: it compares 1.5 MB at each of 1,500,000 places. */
export function searchWithoutEnd(database: Database.Database): void {
  database.exec(`CREATE TABLE t (a); INSERT INTO t VALUES ('${'a'.repeat(3000)}')`)
  const times = (count: number) => `replace(a, 'a', '${'a'.repeat(count)}')`
  redefine(database, 't', `CREATE TABLE t (a, b AS (instr(${times(1000)}, ${times(500)} || 'b')))`)
}

/** SQLite takes ten times the memory for each of nine steps. */
export function multipliedText(database: Database.Database): void {
  database.exec(`CREATE TABLE t (a); INSERT INTO t VALUES ('${'a'.repeat(1000)}')`)
  const times = Array(9).fill("'a', 'aaaaaaaaaa')").join(', ')
  redefine(database, 't', `CREATE TABLE t (a, b AS (${'replace('.repeat(9)}a, ${times}))`)
}

const ROW = 'CREATE TABLE t (a); INSERT INTO t VALUES (1);'
const ENDLESS = 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT'

/** What makes SQLite run something. */
const RUNS: HostileFile[] = [
  {
    name: 'a view without end in the place of sqlite_sequence',
    make(database) {
      database.exec(ROW)
      plant(
        database,
        'view',
        'sqlite_sequence',
        `CREATE VIEW sqlite_sequence AS ${ENDLESS} 't' AS name, x AS seq FROM c`,
      )
    },
    outcome: 'success',
  },
  {
    name: 'views that each join the one before with itself',
    make(database) {
      const views = Array.from(
        { length: 23 },
        (_, at) => `CREATE VIEW v${at + 1} AS SELECT x.a FROM v${at} x, v${at} y;`,
      )
      database.exec(`${ROW} CREATE VIEW v0 AS SELECT a FROM t; ${views.join('')}`)
    },
    outcome: 'success',
  },
  ...['fts4', 'fts5'].map((module): HostileFile => ({
    name: `an ${module} table whose content is a view without end`,
    make: (database) =>
      database.exec(
        `${ROW} CREATE VIEW w AS ${ENDLESS} x AS rowid, x AS body FROM c; CREATE VIRTUAL TABLE f USING ${module} (body, content='w')`,
      ),
    outcome: 'success',
    says: 'virtual-table-left-out',
  })),
  {
    name: 'an fts4 table that unpacks its texts by randomblob()',
    make(database) {
      database.exec(`${ROW} CREATE VIRTUAL TABLE f USING fts4 (body)`)
      const insert = database.prepare('INSERT INTO f VALUES (?)')
      for (let at = 0; at < 200; at++) insert.run(`${at}00000000`)
      redefine(database, 'f', 'CREATE VIRTUAL TABLE f USING fts4(body, compress=abs, uncompress=randomblob)')
    },
    outcome: 'success',
    says: 'packed by a function of its application',
  },
  {
    name: 'a trigger and a view in the schema of a leaf of their own',
    make(database) {
      database.pragma('page_size = 512')
      const views = Array.from({ length: 40 }, (_, at) => `CREATE VIEW v${at} AS SELECT a FROM t;`)
      database.exec(`${ROW} ${views.join('')} CREATE TABLE u (a); INSERT INTO u VALUES (1), (2);`)
    },
    outcome: 'success',
  },
  {
    name: 'a virtual column made of nothing',
    make: (database) =>
      database.exec(`CREATE TABLE t (a, b AS (zeroblob(500000000)), c AS (length(b))); INSERT INTO t VALUES (1)`),
    outcome: 'success',
    says: 'zeroblob() is no function that a file may call',
  },
  {
    name: 'a virtual column that multiplies its text',
    make: multipliedText,
    outcome: 'file-too-costly',
    says: 'reading the table t',
  },
  {
    name: 'a virtual column that looks for a long text in a longer one',
    make: searchWithoutEnd,
    outcome: 'file-too-costly',
    says: 'took more time than a file of this size needs, while it was reading the table t',
    onlyFull: true,
  },
  {
    name: 'many virtual columns, each computed of the one before',
    make(database) {
      database.exec("CREATE TABLE t (c0); INSERT INTO t VALUES ('0123456789')")
      const columns = Array.from({ length: 500 }, (_, at) => `c${at + 1} AS (c${at} || c${at})`)
      redefine(database, 't', `CREATE TABLE t (c0, ${columns.join(', ')})`)
    },
    outcome: 'file-too-costly',
  },
]

/** What fills memory. */
const FILLS: HostileFile[] = [
  {
    name: 'a default of many megabytes',
    make: (database, size) =>
      database.exec(
        `CREATE TABLE t (a, b DEFAULT '${'x'.repeat(size === 'full' ? 5e7 : 3e5)}'); INSERT INTO t (a) VALUES (1)`,
      ),
    outcome: 'file-too-costly',
    says: 'The definition of t has',
  },
  {
    name: 'a view of many megabytes',
    make: (database, size) =>
      database.exec(`${ROW} CREATE VIEW v AS SELECT '${'x'.repeat(size === 'full' ? 5e7 : 3e5)}' AS x`),
    outcome: 'file-too-costly',
    says: 'The definition of v has',
  },
  {
    name: 'definitions of 120 KB, many of them',
    make(database) {
      const list = Array(60_000).fill('1').join(',')
      for (let at = 0; at < 18; at++) database.exec(`CREATE TABLE t${at} (a CHECK (a IN (${list})))`)
    },
    outcome: 'file-too-costly',
  },
  {
    name: 'views of 120 KB',
    make(database) {
      database.exec(ROW)
      const list = Array(60_000).fill('1').join(',')
      for (let at = 0; at < 16; at++) database.exec(`CREATE VIEW v${at} AS SELECT a FROM t WHERE a IN (${list})`)
    },
    outcome: 'success',
    onlyFull: true,
  },
  {
    name: 'expressions of 30,000 levels in views',
    make(database) {
      database.exec(ROW)
      plant(database, 'view', 'v1', `CREATE VIEW v1 AS SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`)
      plant(database, 'view', 'v2', `CREATE VIEW v2 AS SELECT ${'NOT '.repeat(30_000)}1`)
      plant(database, 'view', 'v3', `CREATE VIEW v3 AS SELECT ${Array(30_000).fill('1').join('+')}`)
      plant(database, 'view', 'v4', `CREATE VIEW v4 AS ${Array(7000).fill('SELECT 1').join(' UNION ')}`)
    },
    outcome: 'success',
    says: 'view-left-out',
  },
  {
    name: 'rows of sqlite_sequence for tables that are not there',
    make(database, size) {
      database.exec('CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (1)')
      database.exec(
        `WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${size === 'full' ? 2e6 : 1e5}) INSERT INTO sqlite_sequence SELECT 'n' || x, x FROM c`,
      )
    },
    outcome: 'success',
  },
  {
    name: 'statistics of hundreds of megabytes',
    make(database, size) {
      database.exec(`${ROW} CREATE INDEX i ON t (a); ANALYZE`)
      database.exec(
        `WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT ${size === 'full' ? 600 : 20}) INSERT INTO sqlite_stat4 SELECT 't', 'i', '1', '1', '1', zeroblob(1000000) FROM c`,
      )
    },
    outcome: 'success',
  },
  {
    name: 'tens of thousands of tables, or of columns',
    make(database, size) {
      const { tables, columns } = size === 'full' ? { tables: 30_000, columns: 3 } : { tables: 11, columns: 1900 }
      const names = Array.from({ length: columns }, (_, at) => `c${at}`).join(', ')
      database.transaction(() => {
        for (let at = 0; at < tables; at++) database.exec(`CREATE TABLE t${at} (${names})`)
      })()
    },
    outcome: 'file-too-costly',
    says: 'more than 20,000 ',
  },
  {
    name: 'as many tables as may be',
    make(database) {
      database.transaction(() => {
        for (let at = 0; at < 6600; at++) database.exec(`CREATE TABLE t${at} (id INTEGER PRIMARY KEY, a TEXT, b REAL)`)
      })()
    },
    outcome: 'success',
    onlyFull: true,
  },
]

export const HOSTILE_FILES: readonly HostileFile[] = [...RUNS, ...FILLS]
