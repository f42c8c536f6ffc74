import type { SourceObject } from '../../engine/source/file/source-object.ts'
import { makePrivateCopy } from '../../engine/source/file/private-copy.ts'

/** A file on this machine as a source that can be obtained several times; as the version of an object, of which the path is the name. */
export async function localFile(path: string): Promise<SourceObject> {
  await using copy = await makePrivateCopy(path)
  return {
    uri: path,
    version: copy.version,
    identifiedBy: 'version',
    sequencer: null,
    lastModified: null,
    values: {},
    obtain: () => makePrivateCopy(path),
  }
}
