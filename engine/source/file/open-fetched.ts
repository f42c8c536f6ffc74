import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { namingFile } from '../../errors.ts'
import { temporaryDirectory } from '../../temporary.ts'
import { FetchedSource } from '../pages/fetched/fetched-source.ts'
import type { FetchedFile } from '../pages/fetched/mailboxes.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { openReader } from '../pages/reader.ts'
import type { Scan } from '../pages/scan.ts'
import { readSchemaPages } from '../schema/read-objects.ts'
import { FetchedSqlite } from '../sqlite/fetched-sqlite.ts'
import type { SqliteHost } from '../sqlite/sqlite.ts'
import { SqliteProcess } from '../sqlite/sqlite-process.ts'
import { type Header, judgeStart, MAGIC } from './header.ts'
import { notesOf, pagesOf, type SourceFile, walMissing } from './open.ts'
import { SAMPLE } from './start.ts'

/** Bytes that the budget of SQLite is made of: it has a schema before it, whatever the file's size. */
const SCHEMA_BYTES = 64 * 2 ** 20

/**
 * Opens a file that is fetched piece by piece (pages/fetched). The pages of its schema go to their places in a file of the same size that has
 * nothing else, which takes no room on a disk (sparse); SQLite works on that as on a private copy, so that the schema is read in one way. Rows that SQLite is to
 * read are brought there as well, of one table at a time.
 * @param uri what the file is called
 * @param directory where that file lies
 * @throws LiteliftError what openSource throws of a plain file; `file-needs-disk` of a table that SQLite itself has to read, from inspect(), and of one whose rows
 * have no room, from rows()
 */
export async function openFetched(
  uri: string,
  fetched: FetchedFile,
  { directory, started = new SqliteProcess() }: { directory?: string; started?: SqliteHost } = {},
): Promise<SourceFile> {
  await using stack = new AsyncDisposableStack()
  stack.use(started)
  try {
    const header = headerOf(uri, fetched)
    const pages = { ...pagesOf(uri, header), fetched }
    const temporary = stack.use(await temporaryDirectory(directory))
    const path = join(temporary.path, 'schema')
    await copySchema(pages, path)
    started.allow(SCHEMA_BYTES)
    const { sqlite, notes } = await openSchema(pages, path, header, started)
    const kept = stack.move()
    return { sqlite, pages, notes, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  } catch (error) {
    throw namingFile(error, uri)
  }
}

/**
 * The pages alone, for whoever knows from a plan what lies in them.
 * @throws LiteliftError as {@link openFetched}, of the header
 */
export function fetchedPages(uri: string, fetched: FetchedFile): PageFileSpec {
  return { ...pagesOf(uri, headerOf(uri, fetched)), fetched }
}

/**
 * The pages of a file's copies (schema/normalise.ts) alone, for whoever reads nothing else.
 * @throws LiteliftError of the header
 */
export function fetchedCopies(uri: string, copies: FetchedFile): PageFileSpec {
  return { ...pagesOf(uri, headerOf(uri, copies)), copies }
}

/** Whether what is fetched begins as a database does: what is packed, and a dump, do not. */
export function isPlainDatabase(fetched: FetchedFile): boolean {
  const bytes = Buffer.alloc(MAGIC.length)
  using source = new FetchedSource(fetched)
  source.read(0, bytes, 0, bytes.length)
  return bytes.toString('latin1') === MAGIC
}

function headerOf(uri: string, fetched: FetchedFile): Header {
  const bytes = Buffer.alloc(SAMPLE)
  using source = new FetchedSource(fetched)
  const got = source.read(0, bytes, 0, SAMPLE)
  return judgeStart(uri, { bytes: bytes.subarray(0, got), size: fetched.bytes })
}

/** Puts the pages of a table to their places in such a file. */
async function copyRows(pages: PageFileSpec, scan: Scan, path: string): Promise<void> {
  using reader = openReader({ ...pages, keptAt: path }, scan, { after: null, through: null })
  for (let until = performance.now(); reader.next();) {
    if (performance.now() < until) continue
    // Other events have their turn: a lease is renewed.
    await setImmediate()
    until = performance.now() + TURN
  }
}

/** Milliseconds. */
const TURN = 100

/** Makes a file of the same size that has the pages of the schema alone, and takes no more room on a disk (sparse). */
export async function copySchema(pages: PageFileSpec, path: string): Promise<void> {
  await writeFile(path, '', { mode: 0o600 })
  await truncate(path, pages.pageCount * pages.pageSize)
  readSchemaPages({ ...pages, keptAt: path })
}

async function openSchema(
  pages: PageFileSpec,
  path: string,
  header: Header,
  started: SqliteHost,
): Promise<Pick<SourceFile, 'sqlite' | 'notes'>> {
  const { fetched: _, ...shape } = pages
  const bring = async (scan: Scan) => {
    const brought = `${path}-of-table`
    await copySchema(pages, brought)
    await copyRows(pages, scan, brought)
    return { ...shape, path: brought }
  }
  const sqlite = new FetchedSqlite(started, pages, bring)
  if (header.wal) await sqlite.recover(path)
  const { objects, notes } = await sqlite.open({ ...shape, path }, 'schema')
  if (objects === 0 && header.wal) throw walMissing(path)
  return { sqlite, notes: [...notesOf(header, header), ...notes] }
}
