import { join } from 'node:path'
import { makeBookshop } from '../../demo/bookshop.ts'
import { migrate } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'

/** The report of the demo's bookshop, which has one of nearly everything. */
export async function bookshopReport(): Promise<Report> {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const path = join(folder.path, 'bookshop.sqlite')
  makeBookshop(path)
  return await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 'bookshop' },
  })
}
