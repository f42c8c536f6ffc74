import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { foreignDatabases } from '../foreign-databases.ts'
import { migrate } from '../../engine/migrate.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from './local-file.ts'

const FILES = foreignDatabases('.db', '.sqlite', '.gpkg')

// A file without any test fails the run, so that where there are none one is skipped.
const NONE = { name: 'no database of others', path: '' }

test.skipIf(FILES.length === 0).for(FILES.length === 0 ? [NONE] : FILES)('$name arrives complete', async ({ path }) => {
  await using target = await createDatabase()
  const source = await localFile(path)
  const provider = () => Promise.resolve(target.settings)
  const report = await migrate({ source, target: provider, options: { schema: 's' } })
  expect(report.error).toBeNull()
  expect(report.outcome).toBe('published')
  const { tables: comparisons } = await verifyFile({ source, target: provider, options: { schema: 's' } })
  expect(comparisons.filter((comparison) => !isEqual(comparison))).toEqual([])
  await expectSameViews(path, target)
})

/** Every view gives as many rows, and the same numbers and texts in them. */
async function expectSameViews(path: string, target: TestDatabase): Promise<void> {
  const views = await target.query<{ name: string }>("SELECT viewname AS name FROM pg_views WHERE schemaname = 's'")
  if (views.length === 0) return
  const source = new Database(path, { readonly: true })
  for (const { name } of views) {
    const quoted = `"${name.replaceAll('"', '""')}"`
    const actual = await target.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(one_row) AS row FROM s.${quoted} one_row`,
    )
    const expected = source.prepare<[], Record<string, unknown>>(`SELECT * FROM ${quoted}`).all()
    expect({ name, rows: comparable(actual.map(({ row }) => row)) }).toEqual({ name, rows: comparable(expected) })
  }
  source.close()
}

/** Values in no order: dates and JSON, which each side writes in its own way, count by their kind only. */
function comparable(rows: Record<string, unknown>[]): string[] {
  const value = (given: unknown) => {
    if (typeof given === 'boolean') return Number(given)
    if (Buffer.isBuffer(given)) return `\\x${given.toString('hex')}`
    if (typeof given === 'object' && given !== null) return 'json'
    // Sums of reals: SQLite leaves the last digits open (note view-undetermined).
    if (typeof given === 'number') return Number(given.toPrecision(12))
    if (typeof given !== 'string') return given
    return /^\d{4}-\d\d-\d\d/.test(given) ? 'date' : /^[[{]/.test(given) ? 'json' : given
  }
  return rows.map((row) => JSON.stringify(Object.values(row).map(value).map(String).toSorted())).toSorted()
}
