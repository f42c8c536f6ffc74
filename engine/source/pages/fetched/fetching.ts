import { Worker } from 'node:worker_threads'
import { type FetchedFile, Mailboxes } from './mailboxes.ts'

/** A file that is being fetched; disposing of it ends its thread, and who waits for bytes is told that it was interrupted. */
export interface Fetching extends AsyncDisposable {
  readonly file: FetchedFile
  /** What was fetched so far: bytes, and requests for them. */
  readonly fetched: { bytes: number; requests: number }
}

/** What the thread's entry is given as its workerData. */
export interface FetchingData {
  file: FetchedFile
  /** Which one, in the words of whoever fetches it; plain data. */
  object: unknown
}

/**
 * Starts the thread that fetches a file piece by piece; 0.1 s.
 * @param entry calls {@link serveFile} with how bytes of `object` are had
 * @param signal lets whoever waits for bytes go
 */
export function startFetching(
  entry: URL,
  { bytes, object, environment }: { bytes: number; object: unknown; environment?: NodeJS.ProcessEnv },
  signal?: AbortSignal,
): Fetching {
  const mailboxes = new Mailboxes()
  const file: FetchedFile = { memory: mailboxes.memory, bytes }
  const stop = () => mailboxes.end('stopped')
  const worker = new Worker(entry, {
    workerData: { file, object } satisfies FetchingData,
    ...(environment && { env: environment }),
  })
  // Where this thread waits for bytes itself it hears of nothing, and finds in the end that there is no beat any more.
  worker
    .on('error', () => undefined)
    .on('exit', () => mailboxes.end('dead'))
    .unref()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted) stop()
  return {
    file,
    get fetched() {
      return mailboxes.fetched
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', stop)
      stop()
      await worker.terminate()
    },
  }
}
