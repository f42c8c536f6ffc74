import { LiteliftError } from '../../errors.ts'
import { otherDump } from './sql-text.ts'
import { looksRandom } from './entropy.ts'

/** What files of a kind have at a byte near their start. */
const PACKINGS = [
  { name: 'gzip', at: 0, magic: '\x1f\x8b', unpack: 'gunzip' },
  { name: 'zstd', at: 0, magic: '\x28\xb5\x2f\xfd', unpack: 'unzstd' },
  // A frame that decoders skip, whose first byte is any of sixteen (RFC 8878 §3.1.2).
  { name: 'zstd', at: 1, magic: '\x2a\x4d\x18', unpack: 'unzstd' },
  { name: 'zip', at: 0, magic: 'PK\x03\x04', unpack: 'unzip' },
  { name: 'zip', at: 0, magic: 'PK\x05\x06', unpack: 'unzip' },
  { name: 'xz', at: 0, magic: '\xfd7zXZ\0', unpack: 'unxz' },
  { name: 'bzip2', at: 0, magic: 'BZh', unpack: 'bunzip2' },
  { name: '7z', at: 0, magic: '7z\xbc\xaf\x27\x1c', unpack: '7z x' },
  { name: 'tar', at: 257, magic: 'ustar', unpack: 'tar -xf' },
] as const

/** How a file is packed, by its first 512 bytes as latin1; undefined when it is not. */
export function packingOf(start: string): (typeof PACKINGS)[number] | undefined {
  return PACKINGS.find(({ at, magic }) => start.startsWith(magic, at))
}

/** Says what a file without SQLite's magic is instead, as far as its first bytes and its size tell. */
export function refuseForeign(path: string, bytes: Buffer, size: number): never {
  const subject = { file: path }
  const start = bytes.toString('latin1')

  const packing = packingOf(start)
  if (packing !== undefined) {
    throw new LiteliftError('file-compressed', {
      subject,
      message: `The file, or what is packed in it, is compressed or an archive (${packing.name}).`,
      hint: `Unpack it first, for example with \`${packing.unpack}\`, and migrate the database that is inside.`,
    })
  }
  const other = otherDump(start)
  if (other !== null) {
    throw new LiteliftError('file-sql-dump', {
      subject,
      message: `The file is SQL text${other.of}, not a SQLite database or its dump; it begins with ${quoted(bytes)}.`,
      hint: other.hint,
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
    message: `The file is not a SQLite database; it begins with ${quoted(bytes)}.`,
    hint: 'Choose the database file itself; a SQLite file begins with the words "SQLite format 3".',
  })
}

/** The first bytes in quotes, everything but printable ASCII escaped. */
function quoted(bytes: Buffer): string {
  const text = bytes.toString('latin1', 0, 32)
  const escaped = text.replace(/[^ -~]|["\\]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `"${escaped}"`
}
