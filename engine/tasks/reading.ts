import type { FetchedObject } from '../source/file/source-object.ts'

/** How the tasks of an execution come by the file, each on a machine of its own. */
export interface Reading {
  /** A task that needs all of the file brings it to its disk, where that has room; otherwise it is read by its pages. */
  whole: boolean
  /** A task that needs a part of the file fetches that part. */
  parts: boolean
  files: WorkFiles
}

/** What of a file SQLite made, for those that read its pages: the database that was packed, dumped or had a log beside it; the copies of tables (schema/normalise.ts). */
export type WorkFile = 'database' | 'copies'

/** Where tasks of an execution leave files for each other. What was left may be gone at any time: it can be made again. */
export interface WorkFiles {
  put(migration: string, name: WorkFile, path: string, signal: AbortSignal): Promise<void>
  /** Null where there is none. */
  fetch(migration: string, name: WorkFile, signal: AbortSignal): Promise<FetchedObject | null>
  /** All of a migration. */
  remove(migration: string): Promise<void>
}

/** Once nobody needs them any more. What cannot be removed expires. */
export async function removeFiles(reading: Reading | undefined, migration: string): Promise<void> {
  await reading?.files.remove(migration).catch(() => undefined)
}
