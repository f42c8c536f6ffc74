import { join } from 'node:path'
import { LiteliftError } from '../../errors.ts'
import { temporaryDirectory } from '../../temporary.ts'
import { InPlaceSqlite } from '../sqlite/in-place-sqlite.ts'
import type { SqliteHost } from '../sqlite/sqlite.ts'
import { judgeHeader } from './header.ts'
import { notesOf, openSource, pagesOf, type SourceFile, type Unpacking } from './open.ts'
import { copySchema } from './open-fetched.ts'
import type { FileInPlace } from './source-object.ts'

/**
 * Opens a file where it lies, which is only read: SQLite gets the pages of its schema, in a file of its own. Where rows have to be read by SQLite itself
 * (WITHOUT ROWID, virtual tables), or the schema is refused, a private copy is opened instead, which says why.
 * @throws LiteliftError as openSource, and `object-unavailable` where somebody wrote to the file meanwhile
 */
export async function openInPlace(file: FileInPlace, unpacking: Unpacking, started: SqliteHost): Promise<SourceFile> {
  await using stack = new AsyncDisposableStack()
  stack.use(started)
  const { path: folder } = stack.use(await temporaryDirectory())
  const source = await openSchema(file, join(folder, 'schema'), started).catch(async (error: unknown) => {
    await file.unchanged()
    // The process has spent its budget, or is no more.
    if (!(error instanceof LiteliftError) || error.kind !== 'file' || error.code === 'file-too-costly') throw error
    return openSource(await file.copy(), unpacking, started)
  })
  const kept = stack.move()
  return { ...source, unchanged: () => file.unchanged(), [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

async function openSchema(
  file: FileInPlace,
  path: string,
  started: SqliteHost,
): Promise<Pick<SourceFile, 'sqlite' | 'pages' | 'notes'>> {
  const header = await judgeHeader(file.path)
  const pages = pagesOf(file.path, header)
  await copySchema(pages, path)
  started.allow(header.bytes)
  const sqlite = new InPlaceSqlite(started, pages, async () => pagesOf(await file.copy(), header))
  const { notes } = await sqlite.open({ ...pages, path }, 'schema')
  await sqlite.inspect()
  return { sqlite, pages, notes: [...notesOf(header, header), ...notes] }
}
