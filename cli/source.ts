import { access, constants, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { REQUESTS } from '../aws/requests.ts'
import { LiteliftError } from '../engine/errors.ts'
import type { Values } from '../engine/options/template.ts'
import { temporaryDirectory } from '../engine/temporary.ts'
import { endAtSignal } from './signals.ts'
import { namesOf, type SourceObject } from '../engine/source/file/source-object.ts'

/** To be disposed of by whoever opened it: a migration that has nothing to do does not ask for the file. */
export interface OpenSource extends SourceObject, AsyncDisposable {}

/**
 * What a command's first argument names: a file of this machine, of the web or on standard input, told apart by its content, or the latest
 * version of an S3 object.
 * @throws LiteliftError `file-*`, `object-unavailable`, `option-invalid`.
 */
export async function openSource(argument: string, signal: AbortSignal = NEVER): Promise<OpenSource> {
  if (argument === '-') return openKept('standard input', 'standard-input', signal)
  if (/^https?:\/\//i.test(argument) && URL.canParse(argument)) return openAddress(new URL(argument), signal)
  if (/^s3:/i.test(argument)) return openObject(argument)
  if (/^postgres(ql)?:/i.test(argument)) {
    throw new LiteliftError('option-invalid', {
      message: 'The file to migrate is missing: a PostgreSQL URL stands in its place.',
      hint: 'Write the file first and the URL after --to.',
    })
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)) {
    throw new LiteliftError('option-invalid', {
      message: 'The file is named by an address that cannot be read.',
      hint: 'Name a file on this machine, s3://bucket/key or an https:// address; - is standard input.',
    })
  }
  const path = resolve(argument)
  await mayRead(path)
  return openFile(path, path, { ...namesOf(path), lastModified: (await stat(path)).mtime.toISOString() })
}

const NEVER = new AbortController().signal

/** @param values what is known of the file itself, for placeholders */
async function openFile(path: string, uri: string, values: Values): Promise<OpenSource> {
  const { makePrivateCopy } = await import('../engine/source/file/private-copy.ts')
  const copy = await makePrivateCopy(path)
  return {
    uri,
    version: copy.version,
    identifiedBy: 'content',
    sequencer: null,
    // On a command line the order is that of the commands.
    lastModified: null,
    values,
    obtain: () => Promise.resolve(copy),
    [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
  }
}

async function openAddress(url: URL, signal: AbortSignal): Promise<OpenSource> {
  const { fetchFile, shownAddress } = await import('./fetched/web.ts')
  await using folder = await temporaryDirectory()
  const path = join(folder.path, 'fetched')
  const modified = await fetchFile(url, path, signal)
  const values = { ...namesOf(decoded(url.pathname)), ...(modified && { lastModified: modified.toISOString() }) }
  return await openFile(path, shownAddress(url), values)
}

/** As a person reads it; what is not encoded as the web does stays as it is. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

async function openKept(uri: string, name: string, signal: AbortSignal): Promise<OpenSource> {
  const { keepStandardInput } = await import('./fetched/standard-input.ts')
  await using folder = await temporaryDirectory()
  const path = join(folder.path, name)
  await keepStandardInput(path, signal)
  // It has no name, and nobody knows when it was modified.
  return await openFile(path, uri, {})
}

/** For commands that have nothing to resume: a signal ends them, and removes the private copy. */
export async function openForReading(argument: string): Promise<OpenSource> {
  using stack = new DisposableStack()
  stack.use(endAtSignal())
  const source = await openSource(argument)
  const held = stack.move()
  return {
    ...source,
    async [Symbol.asyncDispose]() {
      await source[Symbol.asyncDispose]()
      held.dispose()
    },
  }
}

/** @throws LiteliftError `file-missing` */
export async function mayRead(path: string): Promise<void> {
  const refuse = (why: string, cause?: unknown) =>
    new LiteliftError('file-missing', {
      subject: { file: path },
      message: `There is no file to read: ${why}.`,
      hint: 'Check the path and its permissions.',
      cause,
    })
  try {
    await access(path, constants.R_OK)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw refuse(code === 'ENOENT' ? 'nothing is at that path' : `the system refuses (${code})`, cause)
  }
  if (!(await stat(path)).isFile()) throw refuse('that path is a directory or a device')
}

async function openObject(argument: string): Promise<OpenSource> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/is.exec(argument) ?? []
  if (bucket === undefined || key === undefined) {
    throw new LiteliftError('option-invalid', {
      subject: { file: argument },
      message: 'The S3 object must be named by bucket and key.',
      hint: 'Write s3://bucket/key, the key as it is, not percent-encoded.',
    })
  }
  // Loaded only here: the AWS client takes as long to load as everything else together.
  const [{ S3Client }, { s3Object }] = await Promise.all([import('@aws-sdk/client-s3'), import('../aws/s3/object.ts')])
  const client = new S3Client({ requestHandler: REQUESTS, responseChecksumValidation: 'WHEN_REQUIRED' })
  const object = await s3Object({ client, bucket, key })
  return { ...object, [Symbol.asyncDispose]: () => Promise.resolve() }
}
