import type { SourceObject } from '../../engine/source/file/source-object.ts'
import { makePrivateCopy } from '../../engine/source/file/private-copy.ts'

/** A file on this machine as a source that can be obtained several times. */
export async function localFile(path: string): Promise<SourceObject> {
  await using copy = await makePrivateCopy(path)
  return { uri: path, version: copy.version, sequencer: null, obtain: () => makePrivateCopy(path) }
}
