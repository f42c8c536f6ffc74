import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { caseNames, makeCase } from '../case-files.ts'
import { foreignDatabases } from '../foreign-databases.ts'
import { mutate } from '../fuzz/mutate.ts'
import { randomFrom } from '../fuzz/random.ts'
import { seedFiles } from '../fuzz/seeds.ts'
import { makeRandomDatabase, randomDatabase } from '../random/database.ts'
import { type Scratch, scratchFolder } from '../scratch.ts'
import { type Compared, compareChanges, compareFile, compareValues } from './differences.ts'
import { columnOfForm, HARDLY_TEXTS, INTEGERS, MARK, REALS, TEXTS } from './values.ts'

/** LITELIFT_LOOP=all compares every case and file there is, and much more of what is drawn; LITELIFT_RANDOM_SEED repeats a run. */
const ALL = process.env['LITELIFT_LOOP'] === 'all'
const SEED = Number(process.env['LITELIFT_RANDOM_SEED'] ?? (ALL ? Date.now() % 2 ** 31 : 20_261_127))
const random = randomFrom(SEED)

const HOUR = 3_600_000

function compareCase(folder: Scratch, name: string): Promise<Compared> {
  const path = join(folder.path, 'case.db')
  rmSync(path, { force: true })
  makeCase(name, path)
  return compareFile(path, random)
}

test('what cases hold is read as the reference reads it', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  let byLoop = 0
  for (const name of ALL ? caseNames : caseNames.filter((_, index) => index % 5 === SEED % 5)) {
    const { differences, share } = await compareCase(folder, name)
    expect({ name, differences }).toEqual({ name, differences: [] })
    byLoop += share.rows - share.byReference
  }
  expect(byLoop).toBeGreaterThan(0)
})

const FILES = foreignDatabases('.db', '.sqlite', '.gpkg', '.mbtiles').filter(
  ({ path }) => ALL || statSync(path).size < 400_000,
)

test.skipIf(FILES.length === 0).for(FILES)(
  '$name is read as the reference reads it',
  { timeout: HOUR },
  async ({ path }) => {
    expect((await compareFile(path, random).catch(refused)).differences).toEqual([])
  },
)

/** Some files are not opened at all. */
function refused(error: unknown): Compared {
  if (!(error instanceof LiteliftError)) throw error
  return { differences: [], share: { rows: 0, byReference: 0, valuesAside: 0 } }
}

test('random databases are read as the reference reads them', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'random.db')
  await fc.assert(
    fc.asyncProperty(randomDatabase, fc.integer(), async (script, seed) => {
      rmSync(path, { force: true })
      makeRandomDatabase(path, script)
      const { differences } = await compareFile(path, randomFrom(seed)).catch(refused)
      expect(differences).toEqual([])
    }),
    { seed: SEED, numRuns: ALL ? 3000 : 25, endOnFailure: !ALL },
  )
})

test(
  'columns of one form, with a few values of another, are read as the reference reads them',
  { timeout: HOUR },
  async () => {
    using folder = scratchFolder()
    const path = join(folder.path, 'forms.db')
    const shares: Compared['share'][] = []
    await fc.assert(
      fc.asyncProperty(
        fc.array(columnOfForm, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(512, 1024, 4096, 65_536),
        fc.integer(),
        async (columns, pageSize, seed) => {
          rmSync(path, { force: true })
          const database = new Database(path)
          database.pragma('synchronous = OFF')
          database.pragma(`page_size = ${pageSize}`)
          database.exec(`CREATE TABLE t (${columns.map(({ declared }, at) => `c${at} ${declared}`).join(', ')})`)
          const insert = database.prepare(`INSERT INTO t VALUES (${columns.map(() => '?').join(', ')})`)
          for (let row = 0; row < 60; row++) insert.run(columns.map(({ values }) => values[row % values.length]))
          // Texts that are no UTF-8 cannot be bound.
          if (seed % 4 === 0)
            database.exec("UPDATE t SET c0 = CAST(c0 AS TEXT) WHERE typeof(c0) = 'blob' AND rowid % 3 = 0")
          database.exec("ALTER TABLE t ADD COLUMN later TEXT; ALTER TABLE t ADD COLUMN given TEXT DEFAULT 'later'")
          for (let row = 0; row < 20; row++)
            insert.database.prepare(`INSERT INTO t (c0, later) VALUES (?, 'now')`).run(columns[0]!.values[row % 7])
          database.close()
          const { differences, share } = await compareFile(path, randomFrom(seed))
          expect(differences).toEqual([])
          shares.push(share)
        },
      ),
      { seed: SEED, numRuns: ALL ? 3000 : 40, endOnFailure: !ALL },
    )
    // Were most of it left to the reference, the comparison would prove little.
    const sum = (of: keyof Compared['share']) => shares.reduce((all, share) => all + share[of], 0)
    expect(sum('byReference')).toBeLessThan(sum('rows') / 2)
  },
)

test('tables of hundreds of columns are read as the reference reads them', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  for (const count of [126, 127, 128, 200, 500]) {
    const columns = Array.from({ length: count }, (_, at) => `c${at}`)
    const row = (value: (at: number) => string) =>
      `INSERT INTO t VALUES (${columns.map((_, at) => value(at)).join(', ')})`
    const path = folder.database(
      `${count}.db`,
      `PRAGMA page_size = 16384;
       CREATE TABLE t (${columns.join(', ')});
       ${row((at) => String(at * at * at))};
       ${row((at) => (at % 2 === 0 ? 'NULL' : `'${'x'.repeat(at % 90)}'`))};
       ${row((at) => `${at}.25`)};`,
    )
    const { differences, share } = await compareFile(path, random)
    expect(differences).toEqual([])
    expect(share.byReference).toBeLessThan(share.rows / 2)
  }
})

test('values at the edges of every cast and form are read as the reference reads them', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = folder.database('edges.db', 'CREATE TABLE t (i INTEGER, r REAL, x)')
  const database = new Database(path)
  const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?)')
  const most = Math.max(INTEGERS.length, REALS.length, TEXTS.length)
  for (let at = 0; at < most; at++) {
    insert.run(null, null, null)
    insert.run(INTEGERS[at % INTEGERS.length], REALS[at % REALS.length], TEXTS[at % TEXTS.length])
  }
  for (const hex of HARDLY_TEXTS)
    database.exec(`INSERT INTO t DEFAULT VALUES; INSERT INTO t VALUES (0, 0, CAST(x'${hex}' AS TEXT))`)
  database.close()
  // SQLite stores no NaN, and reads one that is there as NULL.
  const bytes = readFileSync(path)
  const marked = Buffer.alloc(8)
  marked.writeDoubleBE(MARK)
  expect(bytes.includes(marked)).toBe(true)
  for (let at = bytes.indexOf(marked); at >= 0; at = bytes.indexOf(marked)) bytes.writeDoubleBE(NaN, at)
  writeFileSync(path, bytes)
  const { differences, share } = await compareValues(path)
  expect(differences).toEqual([])
  expect(share.rows).toBeGreaterThan(most * 20)
  // Half of the rows are those between, and of many values a cast makes nothing.
  expect(share.byReference).toBeLessThan(share.rows * 0.9)
  expect((await compareFile(path, random)).differences).toEqual([])
})

test(
  'each byte of a leaf that is changed gives the same rows, and then the same error',
  { timeout: HOUR },
  async () => {
    using folder = scratchFolder()
    const path = folder.database(
      'leaf.db',
      `PRAGMA page_size = 512;
     CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, r REAL, day DATE, x TEXT, b BLOB);
     INSERT INTO t VALUES (1, 1, 0.5, '2024-02-29', 'one', NULL), (2, -300, 7, '2024-03-01', '', x'00ff'), (4, 70000, -1.25, NULL, 'três', x'');
     ALTER TABLE t ADD COLUMN late TEXT DEFAULT 'late';
     INSERT INTO t VALUES (7, 5000000000, NULL, '1999-12-31', 'four', x'01', 'now'), (200, NULL, 1e300, '0001-01-01', 'five', NULL, NULL);`,
    )
    const near = (byte: number) => [byte ^ 0x80, byte ^ 1, byte + 1, byte - 1, 0, 10, 0xff].map((one) => one & 0xff)
    const any = () => Array.from({ length: 256 }, (_, value) => value)
    const { differences, share } = await compareChanges(path, 2, ALL ? any : near)
    expect(differences).toEqual([])
    expect(share.rows).toBeGreaterThan(0)
  },
)

test('damaged files give the same rows, and then the same error', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'damaged.db')
  const files = seedFiles(folder.path)
  let byLoop = 0
  for (let count = 0; count < (ALL ? 2000 : 60); count++) {
    const { name, bytes } = files[random.below(files.length)]!
    writeFileSync(path, mutate(bytes, random))
    const { differences, share } = await compareFile(path, random).catch(refused)
    expect({ name, count, differences }).toEqual({ name, count, differences: [] })
    byLoop += share.rows - share.byReference
  }
  expect(byLoop).toBeGreaterThan(0)
})
