import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeHeader } from '../../../engine/source/file/header.ts'
import { pagesOf } from '../../../engine/source/file/open.ts'
import { countIndexEntries } from '../../../engine/source/pages/index-entries.ts'
import { PageFile } from '../../../engine/source/pages/page-file.ts'
import { indexRoots, SCHEMA_SCAN } from '../../../engine/source/schema/read-objects.ts'
import { scratchFolder } from '../../scratch.ts'

async function countsOf(path: string): Promise<Record<string, number | null>> {
  const pages = pagesOf(path, await judgeHeader(path))
  using file = new PageFile(pages, SCHEMA_SCAN)
  const counts: Record<string, number | null> = {}
  for (const [name, root] of indexRoots(pages)) counts[name] = await countIndexEntries(file, root)
  return counts
}

const shapes = fc.record({
  pageSize: fc.constantFrom(512, 1024, 4096, 65_536),
  encoding: fc.constantFrom('UTF-8', 'UTF-16le'),
  rows: fc.nat({ max: 3000 }),
  // Longer keys than fit a page go to overflow pages.
  length: fc.constantFrom(0, 3, 60, 400, 3000),
  deleted: fc.nat({ max: 100 }),
})

test('indexes have as many entries by their pages as SQLite counts', async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'a.db')
  let counted = 0
  const property = fc.asyncProperty(shapes, async ({ pageSize, encoding, rows, length, deleted }) => {
    rmSync(path, { force: true })
    const database = new Database(path)
    database.pragma(`page_size = ${pageSize}`)
    database.pragma(`encoding = '${encoding}'`)
    database.exec(`
      CREATE TABLE t (a TEXT UNIQUE, b, "c d");
      CREATE INDEX "é [i]" ON t (b, a);
      CREATE INDEX part ON t (a) WHERE b > 3;
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
        INSERT INTO t SELECT i || printf('%0${length}d', 0), i % 7, NULL FROM n WHERE ${rows} > 0;
      DELETE FROM t WHERE rowid % 101 < ${deleted}`)
    const of = (index: string) =>
      database
        .prepare(
          `SELECT count(*) FROM (SELECT 1 FROM t INDEXED BY "${index}" ${index === 'part' ? 'WHERE b > 3' : ''} LIMIT 1000000)`,
        )
        .pluck()
        .get()
    const expected = Object.fromEntries(['sqlite_autoindex_t_1', 'é [i]', 'part'].map((name) => [name, of(name)]))
    database.close()
    expect(await countsOf(path)).toEqual(expected)
    counted += Number(expected['part'])
  })
  await fc.assert(property, { numRuns: 25, seed: 20_261_127 })
  expect(counted).toBeGreaterThan(1000)
})

test('of a damaged index nothing is said, and soon', async () => {
  using folder = scratchFolder()
  const rows =
    'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i FROM n'
  const path = folder.database('a.db', `PRAGMA page_size = 512; CREATE TABLE t (a); CREATE INDEX i ON t (a); ${rows}`)
  const whole = readFileSync(path)
  const { pageSize, pageCount } = await judgeHeader(path)
  expect(await countsOf(path)).toEqual({ i: 20_000 })
  const property = fc.asyncProperty(
    fc.integer({ min: 3, max: pageCount }),
    fc.nat({ max: 20 }),
    fc.nat({ max: 255 }),
    async (page, at, byte) => {
      const damaged = Buffer.from(whole)
      damaged[(page - 1) * pageSize + at] = byte
      writeFileSync(path, damaged)
      const count = await countsOf(path).then(({ i }) => i)
      expect(count ?? 0).toBeLessThan(20_000 * 300)
    },
  )
  await fc.assert(property, { numRuns: 100, seed: 20_261_127 })
  // A tree that contains itself: its root's last child is the root.
  const looped = Buffer.from(whole)
  const root = [...indexRoots(pagesOf(path, await judgeHeader(path))).values()][0]!
  looped.writeUInt32BE(root, (root - 1) * pageSize + 8)
  writeFileSync(path, looped)
  expect(await countsOf(path)).toEqual({ i: null })
})
