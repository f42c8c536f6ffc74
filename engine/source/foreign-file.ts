import { LiteliftError } from '../errors.ts'
import { looksRandom } from './entropy.ts'

const COMPRESSED: readonly (readonly [name: string, magic: string, unpack: string])[] = [
  ['gzip', '\x1f\x8b', 'gunzip'],
  ['zstd', '\x28\xb5\x2f\xfd', 'unzstd'],
  ['zip', 'PK\x03\x04', 'unzip'],
  ['zip', 'PK\x05\x06', 'unzip'],
  ['xz', '\xfd7zXZ\0', 'unxz'],
  ['bzip2', 'BZh', 'bunzip2'],
  ['7z', '7z\xbc\xaf\x27\x1c', '7z x'],
]

/** Statements that dumps and hand-written scripts begin with, after comments. */
const SQL_START = /^(\s|--[^\n]*\n|\/\*[^]*?\*\/)*(PRAGMA|BEGIN|CREATE|INSERT|DROP|SET|START TRANSACTION)\b/i

/** Says what a file without SQLite's magic is instead, as far as its first bytes and its size tell. */
export function refuseForeign(path: string, bytes: Buffer, size: number): never {
  const subject = { file: path }
  const start = bytes.toString('latin1')

  const packed = COMPRESSED.find(([, magic]) => start.startsWith(magic))
  if (packed !== undefined) {
    throw new LiteliftError('file-compressed', {
      subject,
      message: `The file is compressed (${packed[0]}).`,
      hint: `Unpack it first, for example with \`${packed[2]}\`, and migrate the database that is inside.`,
    })
  }
  if (SQL_START.test(start)) {
    throw new LiteliftError('file-sql-dump', {
      subject,
      message: `The file is SQL text, not a SQLite database; it begins with ${shown(bytes)}.`,
      hint: 'Load it first: `sqlite3 new.db < dump.sql`, then migrate new.db.',
    })
  }
  // Encryption leaves whole pages, of 512 bytes at least, without any pattern.
  if (size % 512 === 0 && looksRandom(bytes)) {
    throw new LiteliftError('file-encrypted', {
      subject,
      message: 'The file looks encrypted: it has whole pages of random bytes and no SQLite header.',
      hint: 'Decrypt it first; with SQLCipher: ATTACH a new database with an empty key and `SELECT sqlcipher_export(…)`.',
    })
  }
  throw new LiteliftError('file-not-sqlite', {
    subject,
    message: `The file is not a SQLite database; it begins with ${shown(bytes)}.`,
    hint: 'Choose the database file itself; a SQLite file begins with the words "SQLite format 3".',
  })
}

/** The first bytes in quotes, everything but printable ASCII escaped. */
function shown(bytes: Buffer): string {
  const text = bytes.toString('latin1', 0, 32)
  const escaped = text.replace(/[^ -~]|["\\]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${escaped}"`
}
