import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { planFile } from '../../engine/plan-file.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Outcome } from '../../engine/report/report.ts'
import type { Reject } from '../../engine/target/ledger/rejects.ts'
import { CASES, caseNames, makeCase } from '../case-files.ts'
import { createDatabase } from '../database.ts'
import { localFile } from './local-file.ts'
import { scratchFolder } from '../scratch.ts'
import { inProcess } from '../in-process.ts'

/**
 * A case is a folder anywhere under test/cases: `source.sql` makes the SQLite file, `target.sql` (optional) what is in PostgreSQL
 * before, `options.json` (optional) the options, `expected.json` the queries to run afterwards with their rows and the
 * note codes. Every value is compared with the file's before publish.
 */
interface Expected {
  notes?: string[]
  /** What notes say, by `table.column`. */
  messages?: Record<string, string>
  error?: string
  /** What the error says. */
  message?: string
  outcome?: Outcome
  /** The first rejects, each as far as given. */
  rejects?: Partial<Reject>[]
  queries?: Record<string, unknown[]>
}

test.for(caseNames)('%s', async (name) => {
  const folder = join(CASES, name)
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : null)
  using scratch = scratchFolder()
  const path = join(scratch.path, 'source.sqlite')
  makeCase(name, path)
  await using target = await createDatabase()
  const before = read('target.sql')
  if (before !== null) await target.query(before)
  const options = JSON.parse(read('options.json') ?? '{}') as RawOptions
  const expected = JSON.parse(read('expected.json')!) as Expected
  const request = {
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', verify: 'full', workers: 1, ...options },
  } as const
  const isForeseen = before !== null && expected.error === undefined && !('before' in options)
  const foreseen = isForeseen ? (await planFile({ ...request, sqlite: inProcess() })).changes : null
  const report = await migrate({ ...request, sqlite: inProcess() })
  for (const { source, counts } of foreseen ?? []) {
    const { rows: _, columns: __, ...became } = report.tables.find((table) => table.source === source)!
    expect({ ...became, ...counts }).toEqual(became)
  }
  expect(report.error?.code).toBe(expected.error)
  expect(report.outcome).toBe(expected.outcome ?? (expected.error === undefined ? 'published' : 'failed'))
  expect(report.rejects.first).toMatchObject(expected.rejects ?? [])
  expect(report.notes.map(({ code }) => code).toSorted()).toEqual((expected.notes ?? []).toSorted())
  const messages = Object.fromEntries(report.notes.map(({ table, column, message }) => [`${table}.${column}`, message]))
  expect(messages).toMatchObject(expected.messages ?? {})
  expect(report.error?.message).toBe(expected.message ?? report.error?.message)
  for (const [sql, rows] of Object.entries(expected.queries ?? {})) {
    const found = await target.query(sql)
    // The statement goes along so that a failure names it.
    expect({ sql, rows: found.map((row) => Object.values(row)) }).toEqual({ sql, rows })
  }
})
