import { openSource } from '../../cli/source.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'

/** What every function that reads a file is asked. */
export interface FileRequest {
  /**
   * A path, or `s3://bucket/key` for the latest version of an object, read with the credentials that the AWS SDK finds. Or a source of your
   * own making, which is yours to dispose of.
   */
  source: string | SourceObject
  /** As in litelift.json (docs/configuration.md). */
  options?: RawOptions
  /** What placeholders of the options stand for, over what the source says of itself; `--set` on the command line. */
  values?: Readonly<Record<string, string>>
  /** Ends the work early; a migration resumes from its checkpoints when it is asked for again. */
  signal?: AbortSignal
}

/**
 * What lies at a path or in S3 is opened, and disposed of with what is given back; a source of the caller's own is left as it is.
 * @throws LiteliftError `file-*`, `object-unavailable`, `option-invalid`
 */
export async function openRequested(
  source: string | SourceObject,
): Promise<AsyncDisposable & { object: SourceObject }> {
  if (typeof source !== 'string') return { object: source, [Symbol.asyncDispose]: () => Promise.resolve() }
  const opened = await openSource(source)
  return { object: opened, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
}
