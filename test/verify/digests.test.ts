import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Cast, TablePlan } from '../../engine/plan/plan.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import {
  addedSums,
  digestParts,
  equalByDigests,
  equalRows,
  type Digesting,
} from '../../engine/verify/digest/compare-digests.ts'
import { cutTable } from '../../engine/verify/digest/cut-table.ts'
import { digestFile } from '../../engine/verify/digest/digest-file.ts'
import { digestTarget } from '../../engine/verify/digest/digest-target.ts'
import { storedTable } from '../../engine/verify/stored-table.ts'
import { describeTargets } from '../../engine/verify/target-table.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder, type Scratch } from '../scratch.ts'
import { litelift } from '../cli/run.ts'
import { planOf } from './two-sides.ts'

const never = new AbortController().signal

/** What digests say of a table of the file and `app.t`, however few its rows. */
async function digested(
  client: pg.Client,
  settings: ConnectionSettings,
  path: string,
  table: TablePlan,
): Promise<number | null> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    const target = (await describeTargets(client, 'app', ['t'])).get('t')
    const compared = { table, schema: 'app', target: target! }
    return await equalByDigests(digestingHere(path, settings), client, compared, () => undefined)
  } finally {
    await client.query('ROLLBACK')
  }
}

function digestingHere(path: string, settings: ConnectionSettings): Digesting {
  const header = readFileSync(path)
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  const pageCount = header.length / pageSize
  return {
    pages: { path, pageSize, usable: pageSize - header[20]!, pageCount, encoding: 'utf8' },
    lanes: 2,
    fewest: 0,
    run: (tasks) =>
      Promise.all(
        tasks.map(async (task) => {
          if (task.kind === 'digest-file') return digestFile(task, never)
          await using connection = await connect(settings, task.applicationName)
          return await digestTarget(connection.client, { ...task, settings }, never)
        }),
      ),
  }
}

/** A table `t` of the file, whose columns lie in the record in their order. */
function planFor(file: Database.Database, columns: Record<string, Cast>, keyed = true): TablePlan {
  const root = file.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 't'").pluck().get()!
  const fields = file.prepare<[], string>("SELECT name FROM pragma_table_info('t')").pluck().all()
  return {
    ...planOf('t', columns),
    scan: {
      table: 't',
      root,
      columns: Object.keys(columns).map((name) => ({
        field: keyed && name === 'id' ? 'rowid' : fields.indexOf(name),
        real: false,
        missing: null,
      })),
    },
  }
}

interface Kind {
  name: string
  cast: Cast
  type: string
  /** As it is bound in SQLite and in PostgreSQL. */
  value: fc.Arbitrary<{ file: bigint | number | string | Uint8Array; target: string | Uint8Array }>
}

const same = (text: string) => ({ file: text, target: text })
const iso = fc
  .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString())
const epoch = fc.bigInt({ min: 0n, max: 7_000_000_000n })

/** Values of which digests have to know every one. */
const KINDS: Kind[] = [
  {
    name: 'bigint',
    cast: 'bigint',
    type: 'bigint',
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ file: n, target: String(n) })),
  },
  {
    name: 'integer',
    cast: 'integer',
    type: 'integer',
    value: fc.integer().map((n) => ({ file: BigInt(n), target: String(n) })),
  },
  {
    name: 'smallint',
    cast: 'smallint',
    type: 'smallint',
    value: fc.integer({ min: -32_768, max: 32_767 }).map((n) => ({ file: BigInt(n), target: String(n) })),
  },
  {
    name: 'boolean',
    cast: 'boolean',
    type: 'boolean',
    value: fc.boolean().map((is) => ({ file: is ? 1n : 0n, target: is ? 't' : 'f' })),
  },
  {
    name: 'double',
    cast: 'double',
    type: 'double precision',
    value: fc.double({ noNaN: true }).map((n) => ({ file: n, target: Object.is(n, -0) ? '-0' : String(n) })),
  },
  {
    name: 'numeric of a real',
    cast: 'numeric',
    type: 'numeric',
    // Cents, and others of at most fifteen digits.
    value: fc
      .tuple(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), fc.integer({ min: -20, max: 6 }))
      .map(([digits, exponent]) => `${digits}e${exponent}`)
      .map((text) => ({ file: Number(text), target: text })),
  },
  {
    name: 'numeric of an integer',
    cast: 'numeric',
    type: 'numeric(20,2)',
    value: fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }).map((n) => ({ file: n, target: String(n) })),
  },
  {
    name: 'text',
    cast: 'text',
    type: 'text',
    value: fc.string({ unit: 'grapheme', maxLength: 3000 }).map((text) => same(text.replaceAll('\0', ''))),
  },
  {
    name: 'bytea',
    cast: 'bytea',
    type: 'bytea',
    value: fc.uint8Array({ maxLength: 3000 }).map((bytes) => ({ file: bytes, target: bytes })),
  },
  { name: 'date', cast: 'date', type: 'date', value: iso.map((text) => same(text.slice(0, 10))) },
  {
    name: 'timestamp',
    cast: 'timestamp',
    type: 'timestamp',
    value: iso.map((text) => same(text.slice(0, -1).replace('T', ' '))),
  },
  { name: 'timestamptz', cast: 'timestamptz', type: 'timestamptz', value: iso.map(same) },
  {
    name: 'timestamptz with offsets',
    cast: 'timestamptz',
    type: 'timestamptz',
    value: fc
      .tuple(iso, fc.integer({ min: -14 * 60, max: 14 * 60 }))
      .map(([text, minutes]) => {
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
          String(n).padStart(2, '0'),
        )
        return same(`${text.slice(0, -1)}${minutes < 0 ? '-' : '+'}${hours}:${rest}`)
      })
      .filter(({ file }) => file > '0001-01-03' && file < '9999-12-29'),
  },
  {
    name: 'seconds since 1970',
    cast: 'timestamptz-unix-s',
    type: 'timestamptz',
    value: epoch.map((n) => ({ file: n, target: new Date(Number(n) * 1000).toISOString() })),
  },
  {
    name: 'milliseconds since 1970',
    cast: 'timestamptz-unix-ms',
    type: 'timestamptz',
    value: epoch.map((n) => ({ file: n, target: new Date(Number(n)).toISOString() })),
  },
  {
    name: 'time',
    cast: 'time',
    type: 'time',
    value: iso.map((text) => same(text.slice(11, -1))),
  },
  {
    name: 'uuid',
    cast: 'uuid',
    type: 'uuid',
    value: fc.uuid().map((text) => ({ file: text.toUpperCase(), target: text })),
  },
  {
    name: 'uuid of bytes',
    cast: 'uuid',
    type: 'uuid',
    value: fc.uuid().map((text) => ({ file: Buffer.from(text.replaceAll('-', ''), 'hex'), target: text })),
  },
]

describe('digests of both sides', () => {
  test.concurrent.for(KINDS)('$name: random rows are equal, and one value changed is seen', async (kind) => {
    await using db = await createDatabase()
    await using connection = await connect(db.settings, 'litelift tests')
    const { client } = connection
    await client.query(`CREATE SCHEMA app; CREATE TABLE app.t (id bigint, a ${kind.type})`)
    using folder = scratchFolder()
    const file = new Database(
      folder.database('rows.db', 'PRAGMA page_size = 1024; CREATE TABLE t (id INTEGER PRIMARY KEY, a)'),
    )
    const insert = file.prepare('INSERT INTO t VALUES (?, ?)')
    const table = planFor(file, { id: 'bigint', a: kind.cast })
    const value = fc.option(kind.value, { nil: null, freq: 10 })
    let seen = 0
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 30 }), value, fc.nat(), async (values, other, at) => {
        file.exec('DELETE FROM t')
        for (const [id, one] of values.entries()) insert.run(BigInt(id), one?.file ?? null)
        await client.query('TRUNCATE app.t')
        const given = values.map((one) => one?.target ?? null)
        for (const [id, one] of given.entries()) await client.query('INSERT INTO app.t VALUES ($1, $2)', [id, one])
        expect(await digested(client, db.settings, file.name, table)).toBe(values.length)

        const changed = await client.query('UPDATE app.t SET a = $1 WHERE id = $2 AND a IS DISTINCT FROM $1', [
          other?.target ?? null,
          at % values.length,
        ])
        if (changed.rowCount === 0) return
        seen++
        expect(await digested(client, db.settings, file.name, table)).toBeNull()
      }),
      { seed: 20_261_127, numRuns: 8 },
    )
    file.close()
    expect(seen).toBeGreaterThan(2)
  })

  test('rows that are exchanged, doubled or gone are seen', async () => {
    await using db = await createDatabase()
    await using connection = await connect(db.settings, 'litelift tests')
    const { client } = connection
    using folder = scratchFolder()
    const file = new Database(
      folder.database(
        'rows.db',
        `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
        INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i, 'x' || i, 'y' || i FROM n`,
      ),
    )
    const table = planFor(file, { id: 'bigint', a: 'text', b: 'text' })
    const made = `DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app; CREATE TABLE app.t AS
      SELECT i::bigint AS id, 'x' || i AS a, 'y' || i AS b FROM generate_series(1, 5000) i ORDER BY random()`
    const changes: Record<string, number | null> = {
      '': 5000,
      'UPDATE app.t SET a = b, b = a WHERE id = 7': null,
      "UPDATE app.t SET a = 'x2' WHERE id = 1; UPDATE app.t SET a = 'x1' WHERE id = 2": null,
      'DELETE FROM app.t WHERE id = 5000': null,
      'INSERT INTO app.t SELECT * FROM app.t WHERE id = 3': null,
      "UPDATE app.t SET a = a || ' ' WHERE id = 4": null,
      "UPDATE app.t SET a = '' WHERE id = 4": null,
      'UPDATE app.t SET a = NULL WHERE id = 4': null,
    }
    for (const [change, expected] of Object.entries(changes)) {
      await client.query(made)
      if (change !== '') await client.query(change)
      expect([change, await digested(client, db.settings, file.name, table)]).toEqual([change, expected])
    }
    file.close()
  })

  test.for([512, 1024, 4096, 65_536])(
    'pages of %i bytes: deep trees, long values, columns that came later',
    async (size) => {
      await using db = await createDatabase()
      await using connection = await connect(db.settings, 'litelift tests')
      const { client } = connection
      using folder = scratchFolder()
      const path = folder.database(
        'rows.db',
        `PRAGMA page_size = ${size}; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
        INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
          SELECT i * 1000003, substr(replace(hex(zeroblob(i % 37 * i / 40)), '00', 'abc'), 1, i) FROM n;
        ALTER TABLE t ADD COLUMN b REAL; INSERT INTO t VALUES (-5, 'late', 2.5)`,
      )
      const file = new Database(path)
      const table = planFor(file, { id: 'bigint', a: 'text', b: 'double' })
      await client.query('CREATE SCHEMA app; CREATE TABLE app.t (id bigint, a text, b float8)')
      const rows = file.prepare<[], { id: number; a: string; b: number | null }>('SELECT * FROM t').all()
      await client.query('INSERT INTO app.t SELECT * FROM jsonb_to_recordset($1) AS r (id bigint, a text, b float8)', [
        JSON.stringify(rows),
      ])
      expect(await digested(client, db.settings, path, table)).toBe(3001)
      await client.query(
        "UPDATE app.t SET a = a || 'c' WHERE id = (SELECT id FROM app.t ORDER BY length(a) DESC LIMIT 1)",
      )
      expect(await digested(client, db.settings, path, table)).toBeNull()
      file.close()
    },
  )

  test('sums of parts, however many, are those of the whole', async () => {
    await using db = await createDatabase()
    await using connection = await connect(db.settings, 'litelift tests')
    const { client } = connection
    await client.query('CREATE SCHEMA app; CREATE TABLE app.t (id bigint, a text, b float8)')
    using folder = scratchFolder()
    const path = folder.database('rows.db', 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL)')
    const file = new Database(path)
    const row = fc.record({
      id: fc.integer(),
      a: fc.option(fc.tuple(fc.string(), fc.nat(60)).map(([text, times]) => text.replaceAll('\0', '').repeat(times))),
      b: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
    })
    const most: number[] = []
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(512, 4096, 65_536),
        fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 400, size: 'max' }),
        fc.integer({ min: 2, max: 40 }),
        async (size, rows, parts) => {
          file.exec(`DELETE FROM t; PRAGMA page_size = ${size}; VACUUM`)
          const insert = file.prepare('INSERT INTO t VALUES (@id, @a, @b)')
          file.transaction(() => rows.forEach((one) => insert.run(one)))()
          // Rows that are none any more, and blocks of nothing else.
          await client.query(
            'TRUNCATE app.t; INSERT INTO app.t SELECT i FROM generate_series(1, 1000) i; DELETE FROM app.t',
          )
          await client.query(
            'INSERT INTO app.t SELECT * FROM jsonb_to_recordset($1) AS r (id bigint, a text, b float8)',
            [JSON.stringify(rows)],
          )
          const digesting = digestingHere(path, db.settings)
          const { pages } = digesting
          const table = planFor(file, { id: 'bigint', a: 'text', b: 'double' })
          const target = (await describeTargets(client, 'app', ['t'])).get('t')!
          const stored = await storedTable(client, 'app', 't')
          const cut = (parts: number) => cutTable({ pages, table, schema: 'app', target, stored, parts })!
          const digest = async (some: ReturnType<typeof cut>) =>
            (await digestParts(digesting, some, { snapshot: null }))!
          const whole = await digest(cut(1))
          expect(equalRows(whole)).toBe(rows.length)
          const each = cut(parts)
          most.push(each.length)
          const sums = []
          for (const one of each) sums.push(await digest([one]))
          expect(addedSums(sums)).toEqual(whole)
        },
      ),
      { seed: 20_261_128, numRuns: 12 },
    )
    expect(Math.max(...most)).toBeGreaterThan(5)
    file.close()
  })

  test('what is unknown to them is left to others: a text among integers, other forms of moments, many digits', async () => {
    await using db = await createDatabase()
    await using connection = await connect(db.settings, 'litelift tests')
    const { client } = connection
    using folder = scratchFolder()
    const values: [Cast, string, string, string][] = [
      ['bigint', 'bigint', "'12'", '12'],
      ['text', 'text', '12', "'12'"],
      ['date', 'date', "'2024-02-29 00:00:00'", "'2024-02-29'"],
      ['timestamp', 'timestamp', "'20240229'", "'2024-02-29'"],
      ['numeric', 'numeric', '0.1234567890123456', '0.1234567890123456'],
      ['numeric', 'numeric', '9007199254740993', '9007199254740993'],
      ['boolean', 'boolean', "'true'", 'true'],
      ['jsonb', 'jsonb', "'{}'", "'{}'"],
    ]
    for (const [at, [cast, type, here, there]] of values.entries()) {
      const file = new Database(folder.database(`${at}.db`, `CREATE TABLE t (a); INSERT INTO t VALUES (${here})`))
      await client.query(
        `DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA app; CREATE TABLE app.t (a ${type}); INSERT INTO app.t VALUES (${there})`,
      )
      const table = planFor(file, { a: cast })
      expect([cast, here, await digested(client, db.settings, file.name, table)]).toEqual([cast, here, null])
      file.close()
    }
  })

  test('a damaged tree ends no process: it is unknown', async () => {
    await using db = await createDatabase()
    await using connection = await connect(db.settings, 'litelift tests')
    await connection.client.query('CREATE SCHEMA app; CREATE TABLE app.t (id bigint, a text)')
    using folder = scratchFolder()
    const path = largeFile(folder, 2000)
    const file = new Database(path)
    const table = planFor(file, { id: 'bigint', a: 'text' })
    file.close()
    const whole = readFileSync(path)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 4097), fc.nat(255)), { minLength: 1, maxLength: 200 }),
        (changes) => {
          const bytes = Buffer.from(whole)
          for (const [at, byte] of changes) bytes[at + 4096] = byte
          const pages = {
            path: folder.file('damaged.db', bytes),
            pageSize: 4096,
            usable: 4096,
            pageCount: bytes.length / 4096,
          }
          const columns = [
            { kind: 1, field: -1 },
            { kind: 5, field: 1 },
          ]
          const sums = digestFile(
            { kind: 'digest-file', name: 't', pages, columns, subtrees: [table.scan.root] },
            never,
          )
          expect(sums === null || sums.rows <= 100_000n).toBe(true)
        },
      ),
      { seed: 1, numRuns: 100 },
    )
  })
})

function largeFile(folder: Scratch, rows: number): string {
  return folder.database(
    'large.db',
    `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
      INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT i, 'text ' || i FROM n`,
  )
}

async function migrated(target: TestDatabase, file: string): Promise<string[]> {
  const to = ['--to', target.url, '--schema', 's']
  expect(await litelift(['migrate', file, ...to, '--verify', 'full'])).toMatchObject({ code: 0 })
  return to
}

test('litelift verify: one value of 30,000 rows that differs is named', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = largeFile(folder, 30_000)
  const to = await migrated(target, file)
  expect(await litelift(['verify', file, ...to])).toMatchObject({ code: 0 })
  await target.query("UPDATE s.t SET a = 'other' WHERE id = 12345")
  const { code, stdout } = await litelift(['verify', file, ...to])
  expect(code).toBe(1)
  expect(stdout).toContain('12345')
  expect(stdout).toContain('other')
})

test('digest.wasm is what its sources are built to', () => {
  const folder = join(import.meta.dirname, '../../engine/verify/digest')
  using scratch = scratchFolder()
  const built = join(scratch.path, 'digest.wasm')
  const asc = join(import.meta.dirname, '../../node_modules/assemblyscript/bin/asc.js')
  execFileSync(process.execPath, [
    asc,
    join(folder, 'wasm/index.ts'),
    '--config',
    join(folder, 'wasm/asconfig.json'),
    '--outFile',
    built,
  ])
  expect(readFileSync(built).equals(readFileSync(join(folder, 'digest.wasm')))).toBe(true)
})
