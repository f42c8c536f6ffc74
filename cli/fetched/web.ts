import { open, statfs, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { asLiteliftError, interrupted, LiteliftError } from '../../engine/errors.ts'
import { showBytes } from '../terminal/show-bytes.ts'

/** Attempts in a row of which none brings a byte. */
const ATTEMPTS = 5
/** Milliseconds without a byte after which a connection counts as dead. */
const STALL = 30_000

/** The address for people and reports: what follows ? in a presigned one is as good as a password. */
export function shownAddress({ origin, pathname }: URL): string {
  return origin + pathname
}

/**
 * Brings a file from the web to `path`. A connection that breaks off goes on where it stopped, as long as each attempt brings something and the
 * server says that it is the same file.
 * @returns when it was last modified, where the server says so
 * @throws LiteliftError `option-invalid` for an address without encryption, `file-missing`, `file-too-large`, `object-unavailable`,
 * `migration-interrupted`
 */
export async function fetchFile(url: URL, path: string, signal: AbortSignal): Promise<Date | null> {
  refuseOpen(url)
  await using file = await open(path, 'wx', 0o600)
  const state: State = { file, position: 0, bytes: null, tag: null }
  for (let futile = 0; ;) {
    const before = state.position
    try {
      return await attempt(url, path, state, signal)
    } catch (error) {
      if (signal.aborted) throw interrupted(error)
      const failure = ofWeb(error, url)
      futile = state.position > before ? 0 : futile + 1
      if (failure.kind !== 'again' || futile === ATTEMPTS) throw failure
      await sleep(200 * 2 ** futile, undefined, { signal }).catch(() => {
        throw interrupted()
      })
    }
  }
}

interface State {
  file: FileHandle
  /** Bytes that are there. */
  position: number
  /** Of the whole file; null as long as that is not known. */
  bytes: number | null
  /** By which the server knows its content; without one an attempt begins anew. */
  tag: string | null
}

async function attempt(url: URL, path: string, state: State, signal: AbortSignal): Promise<Date | null> {
  if (state.tag === null) state.position = 0
  const stalled = new AbortController()
  const watchdog = setTimeout(() => stalled.abort(new Error(`no byte for ${STALL / 1000} s`)), STALL)
  try {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' }
    if (state.position > 0) Object.assign(headers, { range: `bytes=${state.position}-`, 'if-range': state.tag! })
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, stalled.signal]) })
    refuseOpen(new URL(response.url))
    if (!response.ok) throw answered(response, url)
    const part = partOf(response)
    if (response.status === 206 && part?.from !== state.position) {
      state.tag = null
      throw new Error('another part came than was asked for')
    }
    if (part === null) state.position = 0
    const { headers: said } = response
    // What a server packs unasked, as S3 gives what was stored so, is unpacked by fetch(): its length and its ranges are of the packed form.
    const isPacked = !/^(identity)?$/i.test(said.get('content-encoding') ?? '')
    const length = isPacked ? null : said.get('content-length')
    state.bytes = part?.total ?? (length === null ? null : state.position + Number(length))
    // A weak tag says that it means the same, not that it is (RFC 9110, 13.1.5).
    const tag = said.get('etag')
    state.tag = isPacked || tag?.startsWith('W/') ? null : tag
    await checkSpace(path, state, url)
    await state.file.truncate(state.position)
    using progress = showBytes('fetching', state.bytes)
    for await (const chunk of response.body ?? []) {
      watchdog.refresh()
      await state.file.write(chunk, 0, chunk.length, state.position)
      state.position += chunk.length
      progress.reached(state.position)
    }
    if (state.bytes !== null && state.position !== state.bytes)
      throw new Error(`${state.position} of ${state.bytes} bytes came`)
    const modified = new Date(said.get('last-modified') ?? NaN)
    return Number.isNaN(modified.getTime()) ? null : modified
  } finally {
    clearTimeout(watchdog)
    // What is not read would keep its connection, and the process.
    stalled.abort()
  }
}

/** Where the part begins that was given in place of all, and how much all is, where that is said; a server may give less than was asked for. */
function partOf({ status, headers }: Response): { from: number; total: number | null } | null {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
  return status === 206 && from !== undefined
    ? { from: Number(from), total: total === '*' ? null : Number(total) }
    : null
}

async function checkSpace(path: string, { bytes, position }: State, url: URL): Promise<void> {
  if (bytes === null) return
  const { bavail, bsize } = await statfs(dirname(path))
  if (bytes - position <= bavail * bsize) return
  throw new LiteliftError('file-too-large', {
    subject: { file: shownAddress(url) },
    message: `The file has ${Math.ceil(bytes / 1e6)} MB, for which there is no room in ${dirname(path)}.`,
    hint: 'Free space where TMPDIR points, or let it point elsewhere.',
  })
}

/** Over plain HTTP anybody on the way may read and change the file; from this machine nobody is. */
function refuseOpen(url: URL): void {
  if (url.protocol === 'https:') return
  if (url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) return
  throw new LiteliftError('option-invalid', {
    subject: { file: shownAddress(url) },
    message: 'Files are fetched over https:// only.',
    hint: 'Use its https:// address, or fetch the file by other means first.',
  })
}

function answered({ status, statusText }: Response, url: URL): LiteliftError {
  const said = `${status} ${statusText}`.trim()
  const subject = { file: shownAddress(url) }
  if (status === 404 || status === 410) {
    return new LiteliftError('file-missing', {
      subject,
      message: `There is no such file (${said}).`,
      hint: 'Check the address.',
    })
  }
  if (status === 401 || status === 403) {
    return new LiteliftError('option-invalid', {
      subject,
      message: `The server does not give the file to us (${said}).`,
      hint: 'A presigned address may have expired: make a new one, and quote it for the shell.',
    })
  }
  return new LiteliftError('object-unavailable', {
    subject,
    message: `The server answers ${said}.`,
    hint: 'Try again later.',
  })
}

function ofWeb(error: unknown, url: URL): LiteliftError {
  const known = asLiteliftError(error)
  // fetch() wraps what the network said; a stall is an abort of ours.
  if (known.code !== 'internal' && known.code !== 'migration-interrupted') return known
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return new LiteliftError('object-unavailable', {
    subject: { file: shownAddress(url) },
    message: `The file cannot be fetched (${cause instanceof Error ? cause.message : String(cause)}).`,
    hint: isOfCertificate(cause)
      ? 'Let NODE_EXTRA_CA_CERTS name a PEM file with the authority that signed its certificate, if you trust it.'
      : 'Check the address and the network, and try again.',
    cause: error,
  })
}

/** By OpenSSL's names of what it does not trust (Node's documentation, tls, X509 certificate error codes). */
function isOfCertificate(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  return /SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|CERT_UNTRUSTED|INVALID_CA/.test(code)
}
