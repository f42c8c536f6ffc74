import type { SourceObject } from '../../engine/migrate.ts'
import { contentVersion, makePrivateCopy } from '../../engine/source/private-copy.ts'

/** A file on this machine as a source, as the command line makes it. */
export async function localFile(path: string): Promise<SourceObject> {
  return { uri: path, version: await contentVersion(path), sequencer: null, obtain: () => makePrivateCopy(path) }
}
