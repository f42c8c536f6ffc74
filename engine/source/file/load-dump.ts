import { rm, stat } from 'node:fs/promises'
import { counted, grouped } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { Note } from '../../notes.ts'
import { noteMisread } from '../schema/legible-schema.ts'
import { Sqlite, type SqliteHost } from '../sqlite/sqlite.ts'
import { isDump } from './sql-text.ts'
import { startOf } from './start.ts'
import { Room } from './unpack/room.ts'

/** The database that was made of a dump, how many bytes that had, and what to say about it. */
interface LoadedDump {
  path: string
  bytes: number
  notes: Note[]
}

/**
 * Makes a database of a private copy that is an SQL dump of SQLite by its content, beside itself, and removes it; null for every other file.
 * @param allowed the most bytes of the database; the disk's free space bounds it in any case
 * @throws LiteliftError those of loadDump, in the process where SQLite works
 */
export async function loadIfDump(
  path: string,
  started: SqliteHost,
  allowed: number,
  signal?: AbortSignal,
): Promise<LoadedDump | null> {
  if (!isDump(await startOf(path))) return null
  const { size } = await stat(path)
  const room = await Room.beside(path, allowed, signal)
  // SQLite needs memory for the longest statement in several forms, and time for what makes a row of each few bytes.
  started.allow(2 * size)
  const target = `${path}.loaded`
  const { tables, rows, passedOver, misread } = await new Sqlite(started)
    .load(path, target, room.left)
    .catch((error: unknown) => {
      throw error instanceof LiteliftError && error.code === 'file-too-large' ? room.exceeded(error) : error
    })
  // The copies that the way of a file makes need the space.
  await rm(path)
  const rest = passedOver.length === 0 ? '' : `; not run, because no table depends on it: ${passedOver.join(', ')}`
  const message = `The file is an SQL dump of ${grouped(size)} bytes, of which a database of ${counted(tables, 'table')} and ${counted(rows, 'row')} was made${rest}.`
  const notes: Note[] = [{ code: 'file-dump-loaded', message }, ...noteMisread('utf8', misread)]
  return { path: target, bytes: size, notes }
}
