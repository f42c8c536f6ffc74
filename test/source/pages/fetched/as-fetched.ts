import { Worker } from 'node:worker_threads'
import { statSync } from 'node:fs'
import { type FetchedFile, Mailboxes } from '../../../../engine/source/pages/fetched/mailboxes.ts'
import type { PageFileSpec } from '../../../../engine/source/pages/page-file.ts'

let thread: Worker | null = null

/** A file of the disk as one that is fetched, over the boxes and the cache of those of S3, until it is disposed. */
export function servedFrom(path: string): Disposable & { file: FetchedFile; fetched: Mailboxes['fetched'] } {
  thread ??= new Worker(new URL('file-thread.ts', import.meta.url))
  thread.unref()
  const mailboxes = new Mailboxes()
  const file = { memory: mailboxes.memory, bytes: statSync(path).size }
  thread.postMessage({ file, path })
  return {
    file,
    get fetched() {
      return mailboxes.fetched
    },
    [Symbol.dispose]: () => mailboxes.end('stopped'),
  }
}

/** The same pages, fetched. */
export function asFetched<Result>(pages: PageFileSpec, work: (pages: PageFileSpec) => Result): Result {
  using fetched = servedFrom(pages.path)
  return work({ ...pages, fetched: fetched.file })
}
