import { rmSync, statSync, writeFileSync } from 'node:fs'
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
import { type Compared, compareFile } from './differences.ts'
import { columnOfForm } from './values.ts'

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

test('damaged files give the same rows, and then the same error', { timeout: HOUR }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'damaged.db')
  const files = seedFiles(folder.path)
  let byLoop = 0
  for (let count = 0; count < (ALL ? 20_000 : 150); count++) {
    const { name, bytes } = files[random.below(files.length)]!
    writeFileSync(path, mutate(bytes, random))
    const { differences, share } = await compareFile(path, random).catch(refused)
    expect({ name, count, differences }).toEqual({ name, count, differences: [] })
    byLoop += share.rows - share.byReference
  }
  expect(byLoop).toBeGreaterThan(0)
})
