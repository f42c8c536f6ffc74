import type { TableChange } from '../../engine/foresee-changes.ts'
import type { RawOptions } from '../../engine/options.ts'
import { planFile, type PlannedFile } from '../../engine/plan-file.ts'
import type { TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { inProcess } from '../in-process.ts'

/** The plan of a file that SQL makes, for the schema `s` of a target. */
export async function planSql(target: TestDatabase, sql: string, options: RawOptions = {}): Promise<PlannedFile> {
  using folder = scratchFolder()
  return await planFile({
    sqlite: inProcess(),
    source: await localFile(makeDatabase(folder.path, { fill: sql })),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', ...options },
  })
}

/** What a migration would do to the tables, as the plan has it. */
export async function foretell(target: TestDatabase, sql: string, options: RawOptions): Promise<TableChange[]> {
  const { changes } = await planSql(target, sql, options)
  return changes!
}
