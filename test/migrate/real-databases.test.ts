import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { createDatabase } from '../database.ts'
import { localFile } from './local-file.ts'

/** Files of others, beside the checkout where they are present. */
const FOLDER = join(import.meta.dirname, '../../../shared/databases')
const FILES = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /\.(db|sqlite|gpkg)$/.test(name)) : []

test.skipIf(FILES.length === 0).for(FILES.length > 0 ? FILES : ['none'])(
  '%s arrives complete',
  { timeout: 60_000 },
  async (name) => {
    await using target = await createDatabase()
    const source = await localFile(join(FOLDER, name))
    const provider = () => Promise.resolve(target.settings)
    const report = await migrate({ source, target: provider, options: { schema: 's' } })
    expect(report.error).toBeNull()
    expect(report.outcome).toBe('published')
    const comparisons = await verifyFile({ source, target: provider, options: { schema: 's' } })
    expect(comparisons.filter((comparison) => !isEqual(comparison))).toEqual([])
  },
)
