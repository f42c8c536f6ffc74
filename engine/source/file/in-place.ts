import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { changedMeanwhile, digestFile, makePrivateCopy, type PrivateCopy } from './private-copy.ts'
import { MAGIC } from './header.ts'
import type { FileInPlace } from './source-object.ts'
import { readStart } from './start.ts'

/** Bytes from which on a copy takes longer than to read the schema by itself. */
const LARGE = 16 * 2 ** 20

export interface LocalFile extends FileInPlace {
  /** `sha256:…` over the file, which is digested meanwhile; by its state, what tells it from another one of this machine. @throws as {@link unchanged} */
  version: string | Promise<string>
}

export interface Obtaining {
  /** Bytes from which on a file counts as large. */
  from?: number
  /** What names the version of a file that is read where it lies. By its state all of it need not be read, for whoever records nothing of it. */
  by?: 'content' | 'state'
  /** Ends digesting it. */
  signal?: AbortSignal | undefined
}

/**
 * A file of this machine, and which version of it: where it lies if it is large, in rollback mode and has no journal, so that its pages hold all
 * there is; else as a private copy. It is only read, and no lock is held on it: whoever writes goes on, and is noticed ({@link FileInPlace.unchanged}).
 * @throws LiteliftError `file-missing`; `object-unavailable` when the file was written to meanwhile
 */
export async function obtainLocal(
  path: string,
  { from = LARGE, by = 'content', signal }: Obtaining = {},
): Promise<LocalFile | PrivateCopy> {
  const before = await stampOf(path).catch(() => null)
  if (before === null || before.bytes < from) return makePrivateCopy(path)
  const unchanged = async () => {
    const after = await stampOf(path).catch(() => null)
    if (after?.stamp !== before.stamp) throw changedMeanwhile(path)
  }
  const copies = new AsyncDisposableStack()
  const copied = async () => {
    const copy = copies.use(await makePrivateCopy(path))
    await unchanged()
    return copy.path
  }
  let copy: Promise<string> | null = null
  return {
    path,
    version: by === 'state' ? `state:${before.stamp}` : copies.use(digesting(path, unchanged, signal)).version,
    unchanged,
    copy: () => (copy ??= copied()),
    [Symbol.asyncDispose]: () => copies.disposeAsync(),
  }
}

/** The version as makePrivateCopy has it of a file with nothing beside it. Disposing ends the digest. */
function digesting(
  path: string,
  unchanged: () => Promise<void>,
  signal?: AbortSignal,
): { version: Promise<string> } & AsyncDisposable {
  const ending = new AbortController()
  const version = (async () => {
    const hash = createHash('sha256')
    await digestFile(path, hash, { signal: signal ? AbortSignal.any([signal, ending.signal]) : ending.signal })
    await unchanged()
    return `sha256:${hash.digest('hex')}`
  })()
  const ended = version.then(ignore, ignore)
  return {
    version,
    [Symbol.asyncDispose]() {
      ending.abort()
      return ended
    },
  }
}

const ignore = () => undefined

/**
 * What changes whenever somebody writes: the place and size of the file, its time, and SQLite's own change counter (fileformat2 §1.3.6). null where the file's pages
 * are not all there is: it is no database in rollback mode, or a log or journal lies beside it.
 */
async function stampOf(path: string): Promise<{ bytes: number; stamp: string } | null> {
  for (const part of ['-wal', '-journal']) {
    const beside = await stat(path + part).catch(() => null)
    if (beside !== null && beside.size > 0) return null
  }
  const { bytes, size } = await readStart(path)
  const isRollback = bytes.toString('latin1', 0, 16) === MAGIC && bytes[18] === 1 && bytes[19] === 1
  if (!isRollback) return null
  const { dev, ino, mtimeNs } = await stat(path, { bigint: true })
  return { bytes: size, stamp: [dev, ino, size, mtimeNs, bytes.readUInt32BE(24)].join() }
}
