import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromExactJson, toExactJson } from '../../engine/exact-json.ts'
import { Loop } from '../../engine/loop/loop.ts'
import type { PageFileSpec } from '../../engine/source/pages/page-file.ts'
import { type Marks, PageUse } from '../../engine/source/pages/page-use.ts'
import { openReader } from '../../engine/source/pages/reader.ts'
import type { KeyRange } from '../../engine/source/pages/row.ts'
import type { Scan } from '../../engine/source/pages/scan.ts'
import { cutShards } from '../../engine/source/pages/shards.ts'
import { profileByLoop } from '../../engine/source/profile/loop-tally.ts'
import { mergeProfiles, profileTable } from '../../engine/source/profile/profile-table.ts'
import type { TableProfile, TextForm } from '../../engine/source/profile/profile.ts'
import { opened } from '../loop/differences.ts'
import { makeRandomDatabase, randomDatabase } from '../random/database.ts'
import { scratchFolder } from '../scratch.ts'

/** LITELIFT_RANDOM_SEED repeats a run, LITELIFT_RANDOM_RUNS makes it longer. */
const SEED = Number(process.env['LITELIFT_RANDOM_SEED'] ?? 20_261_127)
const RUNS = Number(process.env['LITELIFT_RANDOM_RUNS'] ?? 40)

const loop = new Loop()

interface Part {
  profile: TableProfile
  marks: Marks
}

/** As a task leaves it in the ledger. */
function part(pages: PageFileSpec, scan: Scan, range: KeyRange, forms: TextForm[][]): Part {
  const use = new PageUse(pages)
  using reader = openReader(pages, scan, range, use, loop.window)
  const { profile } = profileByLoop(loop, { pages, scan, reader, forms })
  return fromExactJson(toExactJson({ profile, marks: use.marks() })) as Part
}

/** Notes show two examples; a part looks at the first hundred texts of its own for them. */
function comparable({ rows, columns }: TableProfile) {
  return { rows, columns: columns.map(({ examples, ...rest }) => ({ ...rest, example: examples[0] })) }
}

const FORMS: TextForm[] = ['boolean', 'date', 'timestamp', 'time', 'uuid', 'json', 'integer', 'decimal']

test('profiles of shards, each by a task of its own, merge to that of one scan', { timeout: 600_000 }, async () => {
  using folder = scratchFolder()
  let [number, shards, rows] = [0, 0, 0]
  const asked = fc.array(fc.subarray(FORMS), { minLength: 3, maxLength: 3 })
  const drawn = fc.asyncProperty(randomDatabase, asked, fc.integer({ min: 1, max: 2 }), async (script, asked, size) => {
    const path = join(folder.path, `${number++}.db`)
    makeRandomDatabase(path, script)
    await opened(path, ({ pages, tables }) => {
      for (const { scan } of tables) {
        const forms = scan.columns.map((_, column) => asked[column % asked.length]!)
        const one = new PageUse(pages)
        using reader = openReader(pages, scan, { after: null, through: null }, one)
        const whole = profileTable(reader, forms)
        const parts = cutShards(pages, scan, size * pages.pageSize).map((range) => part(pages, scan, range, forms))
        const merged = parts.map(({ profile }) => profile).reduce((a, b) => mergeProfiles(a, b))
        expect(comparable(merged)).toEqual(comparable(whole))
        const use = new PageUse(pages)
        for (const { marks } of parts) expect(use.add(marks)).toBeNull()
        expect(use.marks()).toEqual(one.marks())
        shards += parts.length
        rows += whole.rows
      }
    })
  })
  await fc.assert(drawn, { seed: SEED, numRuns: RUNS })
  expect(shards).toBeGreaterThan(3 * RUNS)
  expect(rows).toBeGreaterThan(10 * RUNS)
})

test('a page that two shards lie on is noticed', () => {
  const pages = { pageCount: 1000 }
  const marksOf = (...numbers: number[]) => {
    const use = new PageUse(pages)
    for (const page of numbers) use.claim(page)
    return use.marks()
  }
  const use = new PageUse(pages)
  expect(use.add(marksOf())).toBeNull()
  expect(use.add(marksOf(2, 31, 32, 999, 1000))).toBeNull()
  expect(use.add(marksOf(3, 33, 998))).toBeNull()
  expect(use.add(marksOf(700, 999))).toBe(999)
  expect(use.add(marksOf(31))).toBe(31)
})
