import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'litelift-'

export interface TemporaryDirectory extends AsyncDisposable {
  path: string
}

/** A directory that only this user can read; removed with its content on dispose. */
export async function temporaryDirectory(parent: string): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(parent, PREFIX))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/**
 * Removes what an earlier invocation in this sandbox left when it was killed. For Lambda only, where /tmp is the
 * function's own and one invocation runs at a time.
 */
export async function removeLeftovers(): Promise<void> {
  const leftovers = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX))
  await Promise.all(leftovers.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })))
}
