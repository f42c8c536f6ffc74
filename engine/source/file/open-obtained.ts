import type { SqliteHost } from '../sqlite/sqlite.ts'
import { openFetched } from './open-fetched.ts'
import { openSource, type SourceFile, type Unpacking } from './open.ts'
import { openInPlace } from './open-in-place.ts'
import type { FetchedObject, FileInPlace, PrivateFile, SourceObject } from './source-object.ts'

/** Opens what a source gave: a private copy, a file where it lies, or one that is fetched piece by piece. */
export function openObtained(
  { uri }: Pick<SourceObject, 'uri'>,
  obtained: PrivateFile | FileInPlace | FetchedObject,
  unpacking: Unpacking,
  started: SqliteHost,
): Promise<SourceFile> {
  if ('unchanged' in obtained) return openInPlace(obtained, unpacking, started)
  if ('path' in obtained) return openSource(obtained.path, unpacking, started)
  return openFetched(uri, obtained.file, { started })
}
