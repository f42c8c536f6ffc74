import { access, constants, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { REQUESTS } from '../aws/requests.ts'
import { LiteliftError } from '../engine/errors.ts'
import type { Values } from '../engine/options/template.ts'
import { temporaryDirectory } from '../engine/temporary.ts'
import { endAtSignal } from './signals.ts'
import type { Obtaining } from '../engine/source/file/in-place.ts'
import { namesOf, type OpenedSource } from '../engine/source/file/source-object.ts'
import { option } from '../engine/named.ts'

/** To be disposed of by whoever opened it: a migration that has nothing to do does not ask for the file. */
export interface OpenSource extends OpenedSource, AsyncDisposable {}

/**
 * What a command's first argument names: a file of this machine, of the web or on standard input, told apart by its content, or the latest
 * version of an S3 object.
 * @throws LiteliftError `file-*`, `object-unavailable`, `option-invalid`.
 */
export async function openSource(
  argument: string,
  { signal = NEVER, by = 'content' }: { signal?: AbortSignal | undefined } & Pick<Obtaining, 'by'> = {},
): Promise<OpenSource> {
  await using stack = new AsyncDisposableStack()
  const brought = await bringFile(argument, signal)
  if (brought !== null) {
    stack.use(brought)
    const opened = stack.use(await openFile(brought.path, brought.uri, { values: brought.values, by, signal }))
    const kept = stack.move()
    return { ...opened, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }
  if (/^s3:/i.test(argument)) return openObject(argument)
  if (/^postgres(ql)?:/i.test(argument)) {
    throw new LiteliftError('option-invalid', {
      message: 'The file to migrate is missing: a PostgreSQL URL stands in its place.',
      hint: `Name the file first, and the URL as ${option('target')}.`,
    })
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)) {
    throw new LiteliftError('option-invalid', {
      message: 'The file is named by an address that cannot be read.',
      hint: 'Name a file on this machine, s3://bucket/key, an https:// address, or `-` for standard input.',
    })
  }
  const path = resolve(argument)
  await mayRead(path)
  const values = { ...namesOf(path), lastModified: (await stat(path)).mtime.toISOString() }
  return openFile(path, path, { values, by, signal })
}

const NEVER = new AbortController().signal

/** @param values what is known of the file itself, for placeholders */
async function openFile(
  path: string,
  uri: string,
  { values, by, signal }: { values: Values } & Pick<Obtaining, 'by' | 'signal'>,
): Promise<OpenSource> {
  const { obtainLocal } = await import('../engine/source/file/in-place.ts')
  const file = await obtainLocal(path, { by, signal })
  return {
    uri,
    version: file.version,
    identifiedBy: 'content',
    sequencer: null,
    // On a command line the order is that of the commands.
    lastModified: null,
    values,
    obtain: () => Promise.resolve(file),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}

/** A file that was brought to this machine, until it is disposed of. */
export interface BroughtFile extends AsyncDisposable {
  path: string
  uri: string
  values: Values
}

/**
 * What lies in the web or comes on standard input, as a file of this machine; null where the argument names neither.
 * @throws LiteliftError as {@link openSource}
 */
export async function bringFile(argument: string, signal: AbortSignal): Promise<BroughtFile | null> {
  const isAddress = /^https?:\/\//i.test(argument) && URL.canParse(argument)
  if (argument !== '-' && !isAddress) return null
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryDirectory())
  const path = join(folder.path, argument === '-' ? 'standard-input' : 'fetched')
  const found = isAddress ? await fetched(new URL(argument), path, signal) : await kept(path, signal)
  const held = stack.move()
  return { path, ...found, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

async function fetched(url: URL, path: string, signal: AbortSignal): Promise<{ uri: string; values: Values }> {
  const { fetchFile, shownAddress } = await import('./fetched/web.ts')
  const modified = await fetchFile(url, path, signal)
  const values = { ...namesOf(decoded(url.pathname)), ...(modified && { lastModified: modified.toISOString() }) }
  return { uri: shownAddress(url), values }
}

/** It has no name, and nobody knows when it was modified. */
async function kept(path: string, signal: AbortSignal): Promise<{ uri: string; values: Values }> {
  const { keepStandardInput } = await import('./fetched/standard-input.ts')
  await keepStandardInput(path, signal)
  return { uri: 'standard input', values: {} }
}

/** As a person reads it; what is not encoded as the web does stays as it is. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

/** For commands that have nothing to resume, and record nothing: a signal ends them, and removes the private copy. */
export async function openForReading(argument: string): Promise<OpenSource> {
  using stack = new DisposableStack()
  stack.use(endAtSignal())
  const source = await openSource(argument, { by: 'state' })
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
