import { FetchedSource } from './fetched/fetched-source.ts'
import type { FetchedFile } from './fetched/mailboxes.ts'
import { DiskSource, type PageSource } from './page-source.ts'

/** Where a file's bytes come from: a disk, or whoever fetches them. */
export function openBytes({ path, fetched }: { path: string; fetched?: FetchedFile }): PageSource {
  return fetched === undefined ? new DiskSource(path) : new FetchedSource(fetched)
}
