import type { FetchedFile } from '../pages/fetched/mailboxes.ts'

/**
 * One version of one file, and how to get at it.
 * @typeParam Version a promise where the version is still being found out, by a digest of all of the file
 */
export interface SourceObject<Version extends string | Promise<string> = string> {
  /** For people and the report: a path or `s3://bucket/key`. The same for all versions of a file. */
  uri: string
  /** What tells versions apart: S3 versionId, else ETag, else a digest of the content. */
  version: Version
  /**
   * What makes two of them the same to the ledger: the content alone, wherever it lies; the version of the object; or, where a version is
   * named by its content (an ETag), also when it came: of A, B and A again the last is not the first. A seed is such an arrival whose older content may be asked for again.
   */
  identifiedBy: 'content' | 'version' | 'arrival' | 'seed'
  /** S3's order of versions of one key, or null where there is none. */
  sequencer: string | null
  /** When the object was last modified (ISO 8601, UTC), which orders several objects of one source; null where nothing orders them. */
  lastModified: string | null
  /** What placeholders of the options stand for by what the file says of itself: name, stem, lastModified, metadata.NAME. */
  values: Readonly<Record<string, string>>
  /**
   * Brings the file to a private, writable place. Called only when there is work to do. A `-wal` or `-journal` may lie
   * beside it. Or names one that may only be read, or says how its bytes are fetched piece by piece, without any disk. The engine disposes of it, whatever happens.
   */
  obtain(signal: AbortSignal): Promise<PrivateFile | FileInPlace | FetchedObject>
  /** The same bytes fetched piece by piece, packed or not as they are; absent where the file can be had as a whole only. The caller disposes of it. */
  fetch?(signal: AbortSignal): Promise<FetchedObject>
}

/** A source whose version may still be being found out, by whoever opened it. */
export type OpenedSource = SourceObject<string | Promise<string>>

/** A file whose bytes are fetched piece by piece. */
export interface FetchedObject extends AsyncDisposable {
  file: FetchedFile
}

/** A file that may be written to, until it is disposed of. */
export interface PrivateFile extends AsyncDisposable {
  path: string
}

/** A file that is read where it lies, and may be written to by others at any time. */
export interface FileInPlace extends PrivateFile {
  /** @throws LiteliftError `object-unavailable` where somebody wrote to it since it was obtained */
  unchanged(): Promise<void>
  /** Path of a private copy, which is made when it is first asked for, and stays until the file is disposed of. @throws as {@link unchanged} */
  copy(): Promise<string>
}

/** What a path or key says of a file: its name, and the stem, which lacks the extension and that of a packed file (`shop` of shop.db.gz). */
export function namesOf(path: string): { name: string; stem: string } {
  const name = path.split('/').at(-1)!
  const unpacked = name.replace(/\.(gz|zst|zip)$/i, '')
  return { name, stem: unpacked.replace(/(?<=.)\.[^.]*$/, '') || name }
}
