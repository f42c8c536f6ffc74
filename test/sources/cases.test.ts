import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { makeCase, plainCases } from '../case-files.ts'
import { createDatabase } from '../database.ts'
import { inProcess } from '../in-process.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchOfFile } from '../scratch.ts'

/**
 * The files of the cases, each as what two devices have: whatever its keys, indexes and foreign keys are, both are in the same tables and
 * come again. Every twelfth case; all of them with LITELIFT_SECOND_DROP=all.
 */
const IS_ALL = process.env['LITELIFT_SECOND_DROP'] === 'all'
const scratch = scratchOfFile()

const cases = plainCases.filter((_, position) => IS_ALL || position % 12 === 3)

test.for(cases)('%s', async (name) => {
  await using target = await createDatabase()
  const source = { ...(await localFile(made(name))), identifiedBy: 'content' as const }
  const settings = () => Promise.resolve(target.settings)
  const options: RawOptions = {
    schema: 's',
    verify: 'full',
    addColumns: { 'the device': { value: '{device}', key: true, type: 'integer' } },
  }
  for (const mode of ['append', 'mirror', 'truncate', 'upsert'] as const) {
    for (const device of ['1', '2']) {
      const drop = { source, target: settings, options: { ...options, mode }, values: { device } }
      const report = await migrate({ ...drop, again: true, sqlite: inProcess() })
      // Files that nothing takes have their own tests.
      if (report.error?.kind === 'file' || report.tables.length === 0) return
      expect({ mode, device, error: report.error }).toEqual({ mode, device, error: null })
      const isCompared = mode === 'mirror' || mode === 'upsert'
      const changed = report.tables.filter(({ inserted, updated, deleted }) => inserted + updated + deleted > 0)
      expect({ mode, device, changed: isCompared ? changed : [] }).toEqual({ mode, device, changed: [] })
      const { tables } = await verifyFile({ ...drop, sqlite: inProcess() })
      expect(tables.filter((table) => !isEqual(table))).toEqual([])
    }
  }
})

function made(name: string): string {
  const path = join(scratch.path, `${name.replaceAll('/', '_')}.sqlite`)
  makeCase(name, path)
  return path
}
