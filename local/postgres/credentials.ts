import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serverFailed } from './failed.ts'

/** What a later process needs to reuse a cluster: the superuser's password and the port of the last run. */
export interface Credentials {
  password: string
  port: number | null
}

const FILE = 'litelift.json'

export async function readCredentials(directory: string): Promise<Credentials> {
  try {
    return JSON.parse(await readFile(join(directory, FILE), 'utf8')) as Credentials
  } catch (cause) {
    throw serverFailed(`${directory} holds a PostgreSQL cluster that litelift did not make`, {
      hint: 'Name another directory, or give the URL of that server with --to.',
      cause,
    })
  }
}

/**
 * Readable for its owner only; replaced by a rename, so a reader sees the old file or the new one. Each write stages a file of
 * its own: two starts in one process may write at once.
 */
export async function writeCredentials(directory: string, credentials: Credentials): Promise<void> {
  const staged = join(directory, `${FILE}.${randomUUID()}`)
  await writeFile(staged, JSON.stringify(credentials), { mode: 0o600 })
  await rename(staged, join(directory, FILE))
}
