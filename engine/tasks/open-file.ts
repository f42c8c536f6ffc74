import { stat } from 'node:fs/promises'
import { openSource, type SourceFile } from '../source/file/open.ts'
import { SqliteProcess } from '../source/sqlite/sqlite-process.ts'
import type { TaskRequest } from './task.ts'
import type { Work } from './work.ts'

/** The phase open of a task: the whole file, on a disk of its own. */
export function openFile(
  { source }: TaskRequest,
  { options, recorder, signal }: Work,
): Promise<SourceFile & AsyncDisposable> {
  return recorder.phase('open', async () => {
    await using opened = new AsyncDisposableStack()
    const sqlite = opened.use(new SqliteProcess(signal))
    const file = opened.use(await source.obtain(signal))
    recorder.know({ bytes: (await stat(file.path)).size })
    const open = opened.use(await openSource(file.path, { ...options, signal }, sqlite))
    const kept = opened.move()
    return { ...open, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  })
}
