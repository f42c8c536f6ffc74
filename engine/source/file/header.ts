import { stat } from 'node:fs/promises'
import { LiteliftError } from '../../errors.ts'
import { refuseForeign } from './foreign-file.ts'
import { readStart } from './start.ts'

/** What a SQLite file's first 100 bytes say (fileformat2 §1.3), checked against its size. */
export interface Header {
  pageSize: number
  /** Bytes of each page that content may use: pageSize - reserved. */
  usable: number
  pageCount: number
  encoding: 'utf8' | 'utf16le' | 'utf16be'
  /** The file is in WAL mode. */
  wal: boolean
  /** Bytes after the last page. */
  trailingBytes: number
  /** Files beside it that hold something: a write-ahead log, a rollback journal. */
  beside: { wal: boolean; journal: boolean }
  /** Of the file and what lies beside it. */
  bytes: number
}

const ENCODINGS = ['utf8', 'utf8', 'utf16le', 'utf16be'] as const

/** What every database begins with. */
export const MAGIC = 'SQLite format 3\0'

/**
 * Judges a file by its header and size, before SQLite sees it.
 * @throws LiteliftError `file-missing`, `file-empty`, `file-truncated`, `file-compressed`, `file-encrypted`,
 * `file-sql-dump`, `file-not-sqlite`, or `file-damaged` where the header contradicts itself.
 */
export async function judgeHeader(path: string): Promise<Header> {
  const start = await readStart(path).catch((error: unknown) => {
    throw missing(path, error)
  })
  const [log, journal] = [await sizeOf(`${path}-wal`), await sizeOf(`${path}-journal`)]
  return judgeStart(path, start, { log, journal })
}

/**
 * The same, by the first bytes of a file and its size.
 * @param beside bytes of a log and of a journal beside it
 */
export function judgeStart(
  path: string,
  { bytes, size }: { bytes: Buffer; size: number },
  { log, journal }: { log: number; journal: number } = { log: 0, journal: 0 },
): Header {
  if (size === 0) throw fault('file-empty', path, 'The file is empty: it has zero bytes.')
  if (!bytes.toString('latin1', 0, 16).startsWith(MAGIC)) refuseForeign(path, bytes, size)
  if (bytes.length < 100) throw fault('file-truncated', path, `The file ends after ${size} bytes, inside its header.`)

  // A log that has a header only is none.
  const beside = { wal: log > 32, journal: journal > 0 }
  const { pageSize, reserved, encoding } = readShape(path, bytes)
  const counted = bytes.readUInt32BE(28)
  // Writers before 3.7.0 left the count alone; it holds when they did not write last (fileformat2 §1.3.7).
  const trusted = counted > 0 && bytes.readUInt32BE(92) === bytes.readUInt32BE(24)
  const whole = Math.floor(size / pageSize)
  // What a log or journal beside it holds may well be the rest of the file.
  const completed = beside.wal || beside.journal
  if (!completed && (whole === 0 || (trusted && counted > whole))) {
    const expected = (trusted ? counted : 1) * pageSize
    throw fault('file-truncated', path, `The file has ${size} bytes, but its header promises ${expected}.`)
  }
  const pageCount = trusted && counted <= whole ? counted : whole
  return {
    pageSize,
    usable: pageSize - reserved,
    pageCount,
    encoding,
    wal: bytes[18] === 2 || bytes[19] === 2,
    trailingBytes: size - pageCount * pageSize,
    beside,
    bytes: size + log + journal,
  }
}

function readShape(path: string, bytes: Buffer): Pick<Header, 'pageSize' | 'encoding'> & { reserved: number } {
  const stored = bytes.readUInt16BE(16)
  const pageSize = stored === 1 ? 65_536 : stored
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) {
    throw fault('file-damaged', path, `The header gives a page size of ${pageSize}, which is no power of two from 512.`)
  }
  const reserved = bytes[20]!
  if (pageSize - reserved < 480) {
    throw fault(
      'file-damaged',
      path,
      `The header reserves ${reserved} bytes of each ${pageSize}-byte page, which is too many.`,
    )
  }
  if (bytes[18]! > 2 || bytes[19]! > 2) {
    throw fault(
      'file-damaged',
      path,
      `The header names file format version ${Math.max(bytes[18]!, bytes[19]!)}, which no SQLite writes.`,
    )
  }
  if (bytes[21] !== 64 || bytes[22] !== 32 || bytes[23] !== 32) {
    throw fault('file-damaged', path, 'The header has payload fractions that no SQLite writes.')
  }
  const encoding = ENCODINGS[bytes.readUInt32BE(56)]
  if (encoding === undefined) {
    throw fault('file-damaged', path, `The header names text encoding ${bytes.readUInt32BE(56)}, which does not exist.`)
  }
  return { pageSize, reserved, encoding }
}

function missing(path: string, error: unknown): LiteliftError {
  return new LiteliftError('file-missing', {
    subject: { file: path },
    message: `The file cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
    hint: 'Check the path and the permissions of the file.',
    cause: error,
  })
}

/** 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return found?.size ?? 0
}

const HINTS = {
  'file-empty': 'Copy or upload the file again; the program that made it may not have written anything yet.',
  'file-truncated':
    'Copy or upload the whole file again; the transfer was probably cut off, or the database was being written.',
  'file-damaged':
    'Check it with `PRAGMA integrity_check`; rescue what can be read with `sqlite3 damaged.db .recover`, or take a backup.',
} as const

function fault(code: keyof typeof HINTS, file: string, message: string): LiteliftError {
  return new LiteliftError(code, { subject: { file }, message, hint: HINTS[code] })
}
