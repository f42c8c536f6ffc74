import { Worker } from 'node:worker_threads'
import { statSync } from 'node:fs'
import { Mailboxes } from '../../../../engine/source/pages/fetched/mailboxes.ts'
import type { PageFileSpec } from '../../../../engine/source/pages/page-file.ts'

let thread: Worker | null = null

/** The same file as one that is fetched, over the boxes and the cache of those of S3, until `work` ends. */
export function asFetched<Result>(pages: PageFileSpec, work: (pages: PageFileSpec) => Result): Result {
  thread ??= new Worker(new URL('file-thread.ts', import.meta.url))
  thread.unref()
  const mailboxes = new Mailboxes()
  const fetched = { memory: mailboxes.memory, bytes: statSync(pages.path).size }
  thread.postMessage({ file: fetched, path: pages.path })
  try {
    return work({ ...pages, fetched })
  } finally {
    mailboxes.end('stopped')
  }
}
