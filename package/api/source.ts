import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { openSource } from '../../cli/source.ts'
import { optionInvalid, problemsOf } from '../../engine/options/invalid.ts'
import type { Obtaining } from '../../engine/source/file/in-place.ts'
import type {
  FetchedObject,
  FileInPlace,
  OpenedSource,
  PrivateFile,
  SourceObject,
} from '../../engine/source/file/source-object.ts'
import { callOwn, said } from './callers-own.ts'

/**
 * A path; `s3://bucket/key` for the latest version of an object, read with the credentials that the AWS SDK finds; an `https://` address; `-` for
 * standard input. A URL may be an object too, but for one of S3, whose keys it would change. Or a source of your own making, which is yours to dispose of.
 */
export type SourceName = string | URL | SourceObject

const text = z.string().min(1)
const call = z.custom((value) => typeof value === 'function', 'must be a function')
const OWN = z.looseObject({
  uri: text,
  version: text,
  identifiedBy: z.enum(['content', 'version', 'arrival', 'seed']),
  sequencer: z.string().nullable(),
  lastModified: z.iso.datetime({ error: 'must be null, or a moment in UTC as ISO 8601 writes it' }).nullable(),
  values: z.record(z.string(), z.string()),
  obtain: call,
})
const OBTAINED = z.union(
  [
    z.looseObject({ path: text, [Symbol.asyncDispose]: call }),
    z.looseObject({ file: z.looseObject({}), [Symbol.asyncDispose]: call }),
  ],
  { error: 'must give { path } or { file }, with a method Symbol.asyncDispose' },
)

/** In the shape of a call. */
export const SOURCE = z.unknown().superRefine((value, context) => {
  const refuse = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', path, message })
  if (value === undefined) refuse('is missing')
  else if (value === '') refuse('is empty')
  else if (value instanceof URL) problemsOfUrl(value).forEach((problem) => refuse(problem))
  else if (typeof value === 'object' && value !== null && 'obtain' in value) {
    const parsed = OWN.safeParse(value)
    if (!parsed.success) problemsOf(parsed.error).forEach(({ path, said }) => refuse(said, path.split('.')))
  } else if (typeof value !== 'string')
    refuse('must be a path, an address, or an object with the members of SourceObject')
})

function problemsOfUrl(url: URL): string[] {
  if (/^https?:$/.test(url.protocol)) return []
  if (url.protocol === 's3:') return ['must be a text where it is in S3, with the key as it is: a URL would encode it']
  if (url.protocol !== 'file:') return ['must be a URL of file: or https:']
  try {
    fileURLToPath(url)
    return []
  } catch {
    return ['names no path of this machine']
  }
}

/**
 * What lies at a path, in the web or in S3 is opened, and disposed of with what is given back; a source of the caller's own is left as it is.
 * @throws LiteliftError `file-*`, `object-unavailable`, `option-invalid`
 */
export async function openRequested(
  source: SourceName,
  opening: { signal?: AbortSignal | undefined } & Pick<Obtaining, 'by'> = {},
): Promise<AsyncDisposable & { object: OpenedSource }> {
  if (typeof source === 'object' && !(source instanceof URL))
    return { object: ownSource(source), [Symbol.asyncDispose]: () => Promise.resolve() }
  const opened = await openSource(nameOf(source), opening)
  return { object: opened, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
}

function nameOf(source: string | URL): string {
  if (typeof source === 'string') return source
  return source.protocol === 'file:' ? fileURLToPath(source) : source.href
}

/** A source of the caller's, of which nothing is thrown that is not a LiteliftError. Members may be those of its class. */
function ownSource(source: SourceObject): SourceObject {
  const { uri, version, identifiedBy, sequencer, lastModified, values } = source
  return {
    uri,
    version,
    identifiedBy,
    sequencer,
    lastModified,
    values,
    async obtain(signal) {
      const obtained = await callOwn(() => source.obtain(signal), {
        code: 'object-unavailable',
        what: `The source ${uri} did not give its file`,
        hint: 'See the cause of this error: what its obtain() threw is not of litelift. Try again when it gives the file.',
        signal,
      })
      const parsed = OBTAINED.safeParse(obtained)
      if (parsed.success) return disposedQuietly(obtained)
      throw optionInvalid('What the source gave is not valid', {
        problems: [{ path: 'source.obtain', said: parsed.error.issues[0]!.message }],
        hint: 'docs/library.md says what a source of your own gives.',
      })
    },
  }
}

/** What is left of a file that cannot be removed must not make a failure of rows that are published. */
function disposedQuietly(
  obtained: PrivateFile | FileInPlace | FetchedObject,
): PrivateFile | FileInPlace | FetchedObject {
  const dispose = async () => {
    try {
      await obtained[Symbol.asyncDispose]()
    } catch (thrown) {
      process.emitWarning(`What a source of a litelift call gave could not be disposed of: ${said(thrown)}`)
    }
  }
  if ('unchanged' in obtained) {
    const { path } = obtained
    const [unchanged, copy] = [() => obtained.unchanged(), () => obtained.copy()]
    return { path, unchanged, copy, [Symbol.asyncDispose]: dispose }
  }
  return 'path' in obtained
    ? { path: obtained.path, [Symbol.asyncDispose]: dispose }
    : { file: obtained.file, [Symbol.asyncDispose]: dispose }
}
