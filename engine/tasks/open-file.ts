import { stat } from 'node:fs/promises'
import type { SourceFile } from '../source/file/open.ts'
import { fetchedPages } from '../source/file/open-fetched.ts'
import { openObtained } from '../source/file/open-obtained.ts'
import type { FetchedObject, PrivateFile } from '../source/file/source-object.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { SqliteProcess } from '../source/sqlite/sqlite-process.ts'
import type { TaskRequest } from './task.ts'
import type { Work } from './work.ts'

/** The phase open of a task: the whole file on a disk of its own, or, of one that is fetched piece by piece, its schema. */
export function openFile(request: TaskRequest, work: Work): Promise<SourceFile & AsyncDisposable> {
  return work.recorder.phase('open', async () => {
    await using opened = new AsyncDisposableStack()
    const sqlite = opened.use(new SqliteProcess(work.signal))
    const file = opened.use(await obtain(request, work))
    const { options, signal } = work
    const open = opened.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
    const kept = opened.move()
    return { ...open, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  })
}

/**
 * The same of a task that reads rows of a plan alone: of a file that is fetched, without a process for SQLite and what that reads.
 * @param copied the rows lie in tables that SQLite itself has to read, in copies, which are made as they were for the plan
 */
export function openRows(
  request: TaskRequest,
  work: Work,
  copied: boolean,
): Promise<{ pages: PageFileSpec } & AsyncDisposable> {
  return work.recorder.phase('open', async () => {
    await using opened = new AsyncDisposableStack()
    const file = opened.use(await obtain(request, work))
    let pages: PageFileSpec
    if ('path' in file) {
      const { options, signal } = work
      const sqlite = opened.use(new SqliteProcess(signal))
      const source = opened.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
      if (copied) await source.sqlite.inspect()
      ;({ pages } = source)
    } else pages = fetchedPages(request.source.uri, file.file)
    const kept = opened.move()
    return { pages, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  })
}

async function obtain({ source }: TaskRequest, { recorder, signal }: Work): Promise<PrivateFile | FetchedObject> {
  const file = await source.obtain(signal)
  recorder.know({ bytes: 'path' in file ? (await stat(file.path)).size : file.file.bytes })
  return file
}
