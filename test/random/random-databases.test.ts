import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ErrorReport } from '../../engine/errors.ts'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import { MODES } from '../../engine/options/modes.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { createDatabase } from '../database.ts'
import { comeAgain } from '../migrate/come-again.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'
import { makeRandomDatabase, randomDatabase } from './database.ts'
import { notCarried } from './not-carried.ts'
import { holdsUnstorableText } from './unstorable-text.ts'
import { inProcess } from '../in-process.ts'

/**
 * LITELIFT_RANDOM_DATABASES draws more databases, others each time. LITELIFT_RANDOM_SEED repeats a run: a failure
 * prints its seed and the SQL of its database.
 */
const DATABASES = process.env['LITELIFT_RANDOM_DATABASES']
const SEED = Number(
  process.env['LITELIFT_RANDOM_SEED'] ?? (DATABASES === undefined ? 20_261_124 : Date.now() % 2 ** 31),
)

const randomOptions = fc.record({
  identifiers: fc.constantFrom('lower' as const, 'preserve' as const, 'snake' as const),
  workers: fc.constantFrom(1, 2),
  emptyAsNull: fc.boolean(),
  invalidText: fc.constantFrom('fail' as const, 'replace' as const, 'windows-1252' as const, 'bytea' as const),
})

const numRuns = Number(DATABASES ?? 20)

test('random databases arrive complete', { timeout: 120_000 + numRuns * 2000 }, async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'random.db')
  await using target = await createDatabase()
  const provider = () => Promise.resolve(target.settings)
  let count = 0
  await fc.assert(
    fc.asyncProperty(randomDatabase, randomOptions, fc.constantFrom(...MODES), async (script, chosen, mode) => {
      const schema = `r${++count}`
      const options: RawOptions = { schema, verify: 'full', ...chosen }
      rmSync(path, { force: true })
      makeRandomDatabase(path, script)
      const source = await localFile(path)
      const report = await migrate({ source, target: provider, options, sqlite: inProcess() })
      if (isRefusal(report.error) && holdsUnstorableText(path, report.error.subject)) return
      expect(report.error).toBeNull()
      expect(report.outcome).toBe('published')
      const verified = await verifyFile({ source, target: provider, options, sqlite: inProcess() })
      expect(verified.tables.filter((comparison) => !isEqual(comparison))).toEqual([])
      const atSight = { source, target: provider, options, sqlite: inProcess(), atSightFrom: 0 }
      expect(await verifyFile(atSight)).toEqual(verified)
      expect(await notCarried(path, report, { schema, ...chosen }, target)).toEqual([])
      // The same file once more, into what it became.
      expect(await comeAgain({ source, target: provider, options }, mode)).toEqual([])
      await target.query(`DROP SCHEMA ${schema} CASCADE`)
    }),
    { seed: SEED, numRuns, endOnFailure: DATABASES === undefined },
  )
})

/** The clean errors of texts that PostgreSQL cannot store, and of those that are no windows-1252 either. */
function isRefusal(error: ErrorReport | null): error is ErrorReport {
  return error?.code === 'value-invalid-text' || error?.code === 'target-refused-values'
}
