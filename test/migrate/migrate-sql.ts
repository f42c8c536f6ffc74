import type { Listener } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import type { TestDatabase } from '../database.ts'
import { refuseInternal } from '../no-internal.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { localFile } from './local-file.ts'
import { inProcess } from '../in-process.ts'

interface Asked {
  options?: RawOptions
  /** Of the object that the file is a version of. */
  uri?: string
  again?: boolean
  signal?: AbortSignal
  listener?: Listener
  beforePublish?: () => Promise<void>
  leaseSeconds?: number
}

/** Migrates a file that SQL makes into the schema `s`, or another one. The same SQL is the same version of the file. */
export async function migrateSql(
  target: Pick<TestDatabase, 'settings'>,
  sql: string,
  { options, uri = 's3://bucket/file.sqlite', ...request }: Asked = {},
): Promise<Report> {
  using folder = scratchFolder()
  const path = makeDatabase(folder.path, { fill: sql })
  const report = await migrate({
    sqlite: inProcess(),
    source: { ...(await localFile(path)), uri },
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', ...options },
    ...request,
  })
  refuseInternal(JSON.stringify(report))
  return report
}
