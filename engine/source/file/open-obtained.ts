import type { SqliteHost } from '../sqlite/sqlite.ts'
import { openFetched } from './open-fetched.ts'
import { openSource, type SourceFile, type Unpacking } from './open.ts'
import type { FetchedObject, PrivateFile, SourceObject } from './source-object.ts'

/** Opens what a source gave: a private copy, or a file that is fetched piece by piece. */
export function openObtained(
  { uri }: Pick<SourceObject, 'uri'>,
  obtained: PrivateFile | FetchedObject,
  unpacking: Unpacking,
  started: SqliteHost,
): Promise<SourceFile> {
  if ('path' in obtained) return openSource(obtained.path, unpacking, started)
  return openFetched(uri, obtained.file, { started })
}
