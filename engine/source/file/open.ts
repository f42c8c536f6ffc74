import { open as openFile } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { LiteliftError } from '../../errors.ts'
import type { Note } from '../../notes.ts'
import { looksRandom } from './entropy.ts'
import { type Header, judgeHeader } from './header.ts'
import { makeSchemaLegible } from '../schema/legible-schema.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { allowShadowTriggers } from '../schema/shadow-triggers.ts'
import { withSqliteErrors } from '../schema/sqlite-error.ts'
import { unpack } from './unpack/unpack.ts'

/** An open private copy of a SQLite file. Disposing closes the handle; the file stays, and copies beside it (normalise.ts). */
export interface SourceFile extends Disposable {
  /** For schema and normalising. */
  readonly database: Database.Database
  /** How to reach the pages. */
  readonly pages: PageFileSpec
  readonly notes: Note[]
}

/** How much a packed file may become. Default: as much as the disk has room for. */
interface Unpacking {
  maxUnpackedBytes?: number
}

/**
 * Opens a private copy: a WAL or hot journal beside it is recovered into it, so that one rollback-mode file can be read
 * page by page. A packed one is unpacked beside itself first. Nothing in the file is trusted (sqlite.org/security.html).
 * @throws LiteliftError of kind `file`: those of unpack and judgeHeader, `file-wal-missing`, `file-schema-unreadable`, `file-damaged`.
 */
export async function openSource(received: string, { maxUnpackedBytes }: Unpacking = {}): Promise<SourceFile> {
  const unpacked = await unpack(received, maxUnpackedBytes ?? Infinity)
  const path = unpacked?.path ?? received
  const found = await judgeHeader(path)
  try {
    const source = await openJudged(path, found)
    if (unpacked) source.notes.unshift(unpacked.note)
    return source
  } catch (error) {
    if (error instanceof LiteliftError && error.code === 'file-damaged' && (await looksEncrypted(path))) {
      throw encrypted(path, error)
    }
    throw error
  }
}

async function openJudged(path: string, found: Header): Promise<SourceFile> {
  const { wal, beside } = found
  if (wal || beside.wal || beside.journal) recover(path)
  const database = openDatabase(path)
  try {
    if (countObjects(database, path) === 0 && wal && !beside.wal) throw walMissing(path)
    const legible = withSqliteErrors({ file: path }, () => makeSchemaLegible(database))
    // Both may have changed the copy.
    const header = await judgeHeader(path)
    const { pageSize, usable, pageCount, encoding } = header
    return {
      database,
      notes: [...notesOf(found, header), ...legible],
      pages: { path, pageSize, usable, pageCount, encoding },
      [Symbol.dispose]: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Lets SQLite bring in what a log or journal holds, and turns WAL mode off. */
function recover(path: string): void {
  const database = openDatabase(path)
  try {
    const mode = withSqliteErrors({ file: path }, () => database.pragma('journal_mode = DELETE', { simple: true }))
    if (mode !== 'delete') throw new Error(`SQLite left the file in journal mode ${String(mode)}`)
  } finally {
    database.close()
  }
}

function openDatabase(path: string): Database.Database {
  const database = withSqliteErrors({ file: path }, () => new Database(path, { fileMustExist: true }))
  try {
    // Some of these make SQLite read the schema.
    withSqliteErrors({ file: path }, () => {
      database.pragma('trusted_schema = OFF')
      database.pragma('cell_size_check = ON')
      database.pragma('mmap_size = 0')
      allowShadowTriggers(database)
      database.pragma('cache_size = -8192')
      database.pragma('synchronous = OFF')
      database.pragma('temp_store = FILE')
    })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Makes SQLite parse the whole schema; returns the number of its objects. */
function countObjects(database: Database.Database, path: string): number {
  return withSqliteErrors(
    { file: path },
    () => database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number,
  )
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

function walMissing(path: string): LiteliftError {
  return new LiteliftError('file-wal-missing', {
    subject: { file: path },
    message: 'The file is in WAL mode, holds no tables, and came without its -wal file, where they probably are.',
    hint: 'Run `PRAGMA wal_checkpoint(TRUNCATE)` where the database lives, or put the -wal file beside the database.',
  })
}

function notesOf(found: Header, header: Header): Note[] {
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
