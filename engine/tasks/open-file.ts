import { stat } from 'node:fs/promises'
import { LiteliftError } from '../errors.ts'
import type { SourceFile } from '../source/file/open.ts'
import { fetchedCopies, fetchedPages, isPlainDatabase } from '../source/file/open-fetched.ts'
import { openObtained } from '../source/file/open-obtained.ts'
import type { FetchedObject, PrivateFile } from '../source/file/source-object.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import { SqliteProcess } from '../source/sqlite/sqlite-process.ts'
import type { TaskRequest } from './task.ts'
import type { Work } from './work.ts'

/** A file of which a task may need everything. */
export interface OpenFile extends SourceFile {
  /** Its pages lie on the disk, in another file than the source gave: it was packed, or a dump. */
  isMade: boolean
}

/** The phase open of a task: the whole file on a disk of its own, or, of one that is fetched piece by piece, its schema. */
export function openFile(request: TaskRequest, work: Work): Promise<OpenFile> {
  return work.recorder.phase('open', async () => {
    await using opened = new AsyncDisposableStack()
    const sqlite = opened.use(new SqliteProcess(work.signal))
    const file = opened.use(await obtain(request, work))
    const { options, signal } = work
    const open = opened.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
    const isMade = 'path' in file && open.pages.path !== file.path
    const kept = opened.move()
    return { ...open, isMade, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  })
}

/**
 * The same of a task that reads rows of a plan alone: fetched, where they can be, without a process for SQLite and what that reads.
 * @param copied the rows lie in tables that SQLite itself has to read, in copies; where those of the plan are gone, they are made once more
 */
export function openRows(
  request: TaskRequest,
  work: Work,
  copied: boolean,
): Promise<{ pages: PageFileSpec } & AsyncDisposable> {
  return work.recorder.phase('open', async () => {
    const { uri } = request.source
    const fetched = await fetchRows(request, work, copied)
    if (fetched) {
      const pages = copied ? fetchedCopies(uri, fetched.file) : fetchedPages(uri, fetched.file)
      return { pages, [Symbol.asyncDispose]: () => fetched[Symbol.asyncDispose]() }
    }
    await using opened = new AsyncDisposableStack()
    const file = opened.use(await obtain(request, work))
    let pages: PageFileSpec
    if ('path' in file) {
      const { options, signal } = work
      const sqlite = opened.use(new SqliteProcess(signal))
      const source = opened.use(await openObtained(request.source, file, { ...options, signal }, sqlite))
      if (copied) await source.sqlite.inspect()
      ;({ pages } = source)
    } else pages = fetchedPages(uri, file.file)
    const kept = opened.move()
    return { pages, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  })
}

/** What is read in place of the whole file: the object itself, or what the task that planned has made of it; null where there is neither. */
async function fetchRows(
  { source, reading }: TaskRequest,
  { claimed, signal }: Work,
  copied: boolean,
): Promise<FetchedObject | null> {
  if (!reading) return null
  const plain = copied || !reading.parts ? null : await fetchPlain(source, signal)
  return plain ?? (await reading.files.fetch(claimed.id, copied ? 'copies' : 'database', signal))
}

/** Null of what is packed or a dump. */
async function fetchPlain(source: TaskRequest['source'], signal: AbortSignal): Promise<FetchedObject | null> {
  if (!source.fetch) return null
  await using opened = new AsyncDisposableStack()
  const fetched = opened.use(await source.fetch(signal))
  if (!isPlainDatabase(fetched.file)) return null
  opened.move()
  return fetched
}

/** @throws LiteliftError `file-needs-disk` of what fits no disk and cannot be read by its pages */
async function obtain(request: TaskRequest, work: Work): Promise<PrivateFile | FetchedObject> {
  const file = await wholeOrPages(request, work.signal)
  work.recorder.know({ bytes: 'path' in file ? (await stat(file.path)).size : file.file.bytes })
  return file
}

async function wholeOrPages(
  { source, reading }: TaskRequest,
  signal: AbortSignal,
): Promise<PrivateFile | FetchedObject> {
  if (!reading) return await source.obtain(signal)
  const fetched = reading.whole ? null : await fetchPlain(source, signal)
  if (fetched) return fetched
  try {
    return await source.obtain(signal)
  } catch (error) {
    if (!(error instanceof LiteliftError) || error.code !== 'file-too-large') throw error
    return (await fetchPlain(source, signal)) ?? needsDisk(error)
  }
}

function needsDisk(cause: LiteliftError): never {
  throw new LiteliftError('file-needs-disk', {
    subject: cause.subject,
    message: `It is packed or a dump, of which a database has to be made on a disk. ${cause.message}`,
    hint: 'Upload the database itself, which is read by its pages whatever its size; or migrate the file from the command line, on a machine with the space.',
    cause,
  })
}
