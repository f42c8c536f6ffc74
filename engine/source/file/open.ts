import { open as openFile } from 'node:fs/promises'
import { LiteliftError } from '../../errors.ts'
import type { Note } from '../../notes.ts'
import { looksRandom } from './entropy.ts'
import { type Header, judgeHeader } from './header.ts'
import { loadIfDump } from './load-dump.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { Sqlite, type SqliteHost } from '../sqlite/sqlite.ts'
import { SqliteProcess } from '../sqlite/sqlite-process.ts'
import { refuseSuperJournal } from './super-journal.ts'
import { unpack } from './unpack/unpack.ts'

/** An open SQLite file: a private copy, or one whose pages are read from elsewhere. Disposing ends SQLite's process; the file stays, and copies beside it (normalise.ts). */
export interface SourceFile extends AsyncDisposable {
  /** For schema, normalising and comparison. */
  readonly sqlite: Sqlite
  /** How to reach the pages. */
  readonly pages: PageFileSpec
  readonly notes: Note[]
  /** @throws LiteliftError `object-unavailable` where the file is not what it was when it was opened */
  readonly unchanged?: () => Promise<void>
}

/**
 * Runs what reads a source. Where somebody wrote to the file meanwhile, that is what is said, whatever else came of it: pages of two states
 * look like damage, or like rows that nobody wrote.
 */
export async function whileUnchanged<Result>(
  { unchanged }: Pick<SourceFile, 'unchanged'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } finally {
    await unchanged?.()
  }
}

/** How much a packed file or a dump may become, by default as much as the disk has room for, and what ends the unpacking. */
export interface Unpacking {
  maxUnpackedBytes?: number
  signal?: AbortSignal
}

/**
 * Opens a private copy: a WAL or hot journal beside it is recovered into it, so that one rollback-mode file can be read
 * page by page. A packed one is unpacked beside itself first, and of a dump a
 * database is made. Nothing in the file is trusted (sqlite.org/security.html).
 * @param started where SQLite works, which starts while the file is fetched; it ends with the source
 * @throws LiteliftError of kind `file`: those of unpack, loadDump and judgeHeader, `file-wal-missing`, `file-schema-unreadable`, `file-damaged`,
 * `file-too-costly`.
 */
export async function openSource(
  received: string,
  { maxUnpackedBytes, signal }: Unpacking = {},
  started: SqliteHost = new SqliteProcess(),
): Promise<SourceFile> {
  await using stack = new AsyncDisposableStack()
  stack.use(started)
  const unpacked = await unpack(received, maxUnpackedBytes ?? Infinity, signal)
  const content = unpacked?.path ?? received
  const loaded = await loadIfDump(content, started, maxUnpackedBytes ?? Infinity, signal)
  const path = loaded?.path ?? content
  const found = await judgeHeader(path)
  started.allow(found.bytes + 2 * (loaded?.bytes ?? 0))
  try {
    const opened = await openJudged(path, found, started)
    if (loaded) opened.notes.unshift(...loaded.notes)
    if (unpacked) opened.notes.unshift(unpacked.note)
    const kept = stack.move()
    return { ...opened, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  } catch (error) {
    if (error instanceof LiteliftError && error.code === 'file-damaged' && (await looksEncrypted(path))) {
      throw encrypted(path, error)
    }
    throw error
  }
}

async function openJudged(
  path: string,
  found: Header,
  started: SqliteHost,
): Promise<Pick<SourceFile, 'sqlite' | 'pages' | 'notes'>> {
  const { wal, beside } = found
  const sqlite = new Sqlite(started)
  if (beside.journal) await refuseSuperJournal(path)
  if (wal || beside.wal || beside.journal) await sqlite.recover(path)
  const { objects, notes } = await sqlite.open(pagesOf(path, await judgeHeader(path)))
  if (objects === 0 && wal && !beside.wal) throw walMissing(path)
  // Opening may have changed the copy.
  const header = await judgeHeader(path)
  return { sqlite, notes: [...notesOf(found, header), ...notes], pages: pagesOf(path, header) }
}

export function pagesOf(path: string, { pageSize, usable, pageCount, encoding }: Header): PageFileSpec {
  return { path, pageSize, usable, pageCount, encoding }
}

/** SQLCipher can leave the header in the clear (cipher_plaintext_header_size); the rest of the page is random then. */
async function looksEncrypted(path: string): Promise<boolean> {
  await using file = await openFile(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 100)
  return looksRandom(buffer.subarray(0, bytesRead))
}

function encrypted(path: string, cause: LiteliftError): LiteliftError {
  return new LiteliftError('file-encrypted', {
    subject: { file: path },
    message: 'The file looks encrypted: random bytes follow its header.',
    hint: 'Decrypt it first and migrate the plain database.',
    cause,
  })
}

export function walMissing(path: string): LiteliftError {
  return new LiteliftError('file-wal-missing', {
    subject: { file: path },
    message: 'The file is in WAL mode, holds no tables, and came without its -wal file, where they probably are.',
    hint: 'Run `PRAGMA wal_checkpoint(TRUNCATE)` where the database lives, or put the -wal file beside the database.',
  })
}

export function notesOf(found: Header, header: Header): Note[] {
  const notes: Note[] = []
  const { wal, beside, trailingBytes } = found
  if (beside.wal || beside.journal) {
    const what = beside.wal ? 'write-ahead log' : 'rollback journal'
    notes.push({ code: 'file-wal-recovered', message: `The ${what} beside the file was applied to the private copy.` })
  }
  if (wal && !beside.wal && trailingBytes > 0) {
    const message =
      'The file is in WAL mode, came without its -wal file, and its size differs from what its header says: ' +
      'changes that were not checkpointed are not here.'
    notes.push({ code: 'file-wal-absent', message })
  }
  if (header.trailingBytes > 0) {
    const message = `${header.trailingBytes} bytes after the last page were ignored.`
    notes.push({ code: 'file-trailing-bytes', message })
  }
  return notes
}
