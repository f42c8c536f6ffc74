import { copyFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../../../engine/errors.ts'
import type { PageFileSpec } from '../../../../engine/source/pages/page-file.ts'
import type { Scan } from '../../../../engine/source/pages/scan.ts'
import { cutShards } from '../../../../engine/source/pages/shards.ts'
import { caseNames, makeCase } from '../../../case-files.ts'
import { foreignDatabases } from '../../../foreign-databases.ts'
import { mutate } from '../../../fuzz/mutate.ts'
import { randomFrom } from '../../../fuzz/random.ts'
import { seedFiles } from '../../../fuzz/seeds.ts'
import { encodings, profiles } from '../../../loop/both-ways.ts'
import { opened, type Opened } from '../../../loop/differences.ts'
import { makeRandomDatabase, randomDatabase } from '../../../random/database.ts'
import { scratchFolder } from '../../../scratch.ts'
import { ALL, ourRows } from '../cells.ts'
import { asFetched } from './as-fetched.ts'

/** LITELIFT_FETCHED=all compares every case and much more of what is drawn; LITELIFT_RANDOM_SEED repeats a run. */
const EVERY = process.env['LITELIFT_FETCHED'] === 'all'
const SEED = Number(process.env['LITELIFT_RANDOM_SEED'] ?? (EVERY ? Date.now() % 2 ** 31 : 20_261_127))

/** A corpus of SQLite's fuzzer (test/fuzz/corpus.test.ts). */
const CORPUS = process.env['LITELIFT_FUZZ_CORPUS']

const HOUR = 3_600_000

/** Compares shards, rows, profiles and bytes of COPY of all tables of a file, read from the disk and as it is fetched; gives how many. */
async function compare(path: string): Promise<number> {
  let compared = 0
  await opened(path, ({ pages, tables, planned }: Opened) => {
    asFetched(pages, (fetched) => {
      const plain = tables.filter(({ scan }) => !scan.copied)
      for (const { name, scan } of plain) {
        for (const [what, read] of Object.entries(readings(scan)))
          expectSame(`${what} of ${name}`, outcome(pages, read), outcome(fetched, read))
        compared++
      }
      for (const table of planned.filter(({ scan }) => !scan.copied))
        expectSame(`COPY of ${table.name}`, encodings(pages, table, ALL), encodings(fetched, table, ALL))
    })
  }).catch((error: unknown) => {
    // Some files are not opened at all.
    if (!(error instanceof LiteliftError)) throw error
  })
  return compared
}

function readings(scan: Scan): Record<string, (pages: PageFileSpec) => unknown> {
  const forms = scan.columns.map(() => ['date', 'uuid', 'json', 'decimal'] as const)
  return {
    shards: (pages) => cutShards(pages, scan, 3 * pages.pageSize),
    rows: (pages) => [...ourRows(pages, scan)],
    'rows of shards': (pages) =>
      cutShards(pages, scan, 5 * pages.pageSize)
        .slice(0, 20)
        .map((range) => [...ourRows(pages, scan, range)]),
    profile: (pages) => profiles(pages, scan, ALL, forms),
  }
}

function outcome(pages: PageFileSpec, read: (pages: PageFileSpec) => unknown): unknown {
  try {
    return read(pages)
  } catch (error) {
    if (!(error instanceof LiteliftError)) throw error
    return error.toJSON()
  }
}

/** Without printing megabytes. */
function expectSame(what: string, disk: unknown, fetched: unknown): void {
  if (isDeepStrictEqual(disk, fetched)) return
  const shown = (read: unknown) =>
    JSON.stringify(read, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).slice(0, 1000)
  expect(`${what}: ${shown(fetched)}`).toBe(`${what}: ${shown(disk)}`)
}

test('what cases hold is the same when it is fetched', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'case.db')
  let compared = 0
  for (const name of EVERY ? caseNames : caseNames.filter((_, index) => index % 4 === SEED % 4)) {
    rmSync(path, { force: true })
    makeCase(name, path)
    compared += await compare(path)
  }
  expect(compared).toBeGreaterThan(50)
})

const FILES = foreignDatabases('.db', '.sqlite', '.gpkg').filter(({ path }) => EVERY || statSync(path).size < 2_000_000)

test.skipIf(FILES.length === 0).for(FILES)(
  '$name is the same when it is fetched',
  { timeout: HOUR },
  async ({ path }) => {
    // Opening it on a disk changes it, and others read the same one.
    using folder = scratchFolder()
    const copy = join(folder.path, 'foreign.db')
    copyFileSync(path, copy)
    expect(await compare(copy)).toBeGreaterThanOrEqual(0)
  },
)

test('random databases are the same when they are fetched', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'random.db')
  let compared = 0
  await fc.assert(
    fc.asyncProperty(randomDatabase, async (script) => {
      rmSync(path, { force: true })
      makeRandomDatabase(path, script)
      compared += await compare(path)
    }),
    { seed: SEED, numRuns: EVERY ? 2000 : 30, endOnFailure: !EVERY },
  )
  expect(compared).toBeGreaterThan(30)
})

test(
  'damaged files give the same rows, and then the same error, when they are fetched',
  { timeout: HOUR },
  async () => {
    using folder = scratchFolder()
    const path = join(folder.path, 'damaged.db')
    const random = randomFrom(SEED)
    const files = seedFiles(folder.path)
    let compared = 0
    for (let count = 0; count < (EVERY ? 5000 : 60); count++) {
      writeFileSync(path, mutate(files[random.below(files.length)]!.bytes, random))
      compared += await compare(path)
    }
    expect(compared).toBeGreaterThan(20)
  },
)

test.skipIf(CORPUS === undefined)('hostile files are the same when they are fetched', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'hostile.db')
  const corpus = new Database(CORPUS, { readonly: true })
  let compared = 0
  for (const { dbcontent } of corpus.prepare<[], { dbcontent: Buffer }>('SELECT dbcontent FROM db').iterate()) {
    writeFileSync(path, dbcontent)
    compared += await compare(path)
  }
  corpus.close()
  expect(compared).toBeGreaterThan(0)
})

test(
  'deep trees of scattered pages, rows of many pages, and more than is kept are the same',
  { timeout: HOUR },
  async () => {
    using folder = scratchFolder()
    const path = folder.database(
      'large.db',
      `PRAGMA page_size = 1024;
     CREATE TABLE scattered (id INTEGER PRIMARY KEY, a);
     CREATE TABLE spilled (id INTEGER PRIMARY KEY, b);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
     INSERT OR IGNORE INTO scattered SELECT (i * 7919) % 1000003, printf('%.*c', i % 300, 'x') FROM n;
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
     INSERT INTO spilled SELECT i, zeroblob((i * 7919) % 400000) FROM n;
     DELETE FROM scattered WHERE id % 5 = 0;`,
    )
    expect(statSync(path).size).toBeGreaterThan(60e6)
    expect(await compare(path)).toBe(2)
  },
)
