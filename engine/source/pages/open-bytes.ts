import { FetchedSource } from './fetched/fetched-source.ts'
import { KeepingSource } from './keeping-source.ts'
import type { FetchedFile } from './fetched/mailboxes.ts'
import { DiskSource, type PageSource } from './page-source.ts'

/** Where a file's bytes come from: a disk, or whoever fetches them; kept where the spec says so (PageFileSpec). */
export function openBytes({
  path,
  fetched,
  keptAt,
}: {
  path: string
  fetched?: FetchedFile
  keptAt?: string
}): PageSource {
  const source = fetched === undefined ? new DiskSource(path) : new FetchedSource(fetched)
  return keptAt === undefined ? source : new KeepingSource(source, keptAt)
}
