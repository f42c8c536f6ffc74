import type { SourceObject } from '../../engine/source/file/source-object.ts'
import { obtainLocal } from '../../engine/source/file/in-place.ts'

/** A file on this machine as a source that can be obtained several times, and is read in place whatever its size; as the version of an object, of which the path is the name. */
export async function localFile(path: string): Promise<SourceObject> {
  await using copy = await obtainLocal(path, { from: 0 })
  return {
    uri: path,
    version: await copy.version,
    identifiedBy: 'version',
    sequencer: null,
    lastModified: null,
    values: {},
    obtain: () => obtainLocal(path, { from: 0 }),
  }
}
