import { stat } from 'node:fs/promises'
import type pg from 'pg'
import type { FilledOptions } from '../options.ts'
import { type InspectedFile, inspectFile } from '../prepare-plan.ts'
import type { Recorder } from '../report/recorder.ts'
import type { SourceFile } from '../source/file/open.ts'
import { openObtained } from '../source/file/open-obtained.ts'
import type { SourceObject } from '../source/file/source-object.ts'
import type { SqliteHost } from '../source/sqlite/sqlite.ts'
import { catalogueState } from '../target/catalogue-state.ts'
import { openPool, type Pool, threadsFor } from '../threads/pool.ts'

/** An open file whose rows are being inspected. Disposing ends that, and closes the file. */
export interface Reading extends AsyncDisposable {
  source: SourceFile
  /** The threads that inspect it, and stage it then. */
  pool: Pool
  /** What the target was when it was asked where the tables go. */
  catalogue: string
  inspected: Promise<InspectedFile>
}

interface Opening {
  source: Pick<SourceObject, 'uri' | 'obtain'>
  sqlite: SqliteHost
  options: FilledOptions
  recorder: Recorder
  client: pg.Client
  signal: AbortSignal
}

/**
 * The phases open and inspect, as far as they need the connection: rows are read on while it does something else.
 * @throws LiteliftError of a file that cannot be opened; of others `inspected` tells
 */
export async function beginReading(opening: Opening): Promise<Reading> {
  const { recorder, options, client, sqlite } = opening
  const ending = new AbortController()
  const signal = AbortSignal.any([opening.signal, ending.signal])
  await using stack = new AsyncDisposableStack()
  const source = await recorder.phase('open', async () => {
    const file = stack.use(await opening.source.obtain(signal))
    recorder.know({ bytes: 'path' in file ? (await stat(file.path)).size : file.file.bytes })
    return stack.use(await openObtained(opening.source, file, { ...options, signal }, sqlite))
  })
  recorder.note(source.notes)
  const catalogue = await catalogueState(client, options.schema)
  const pool = stack.use(openPool(threadsFor(source.pages, options.workers)))
  const placed = Promise.withResolvers<void>()
  const inspected = inspectFile(source, client, options, pool, recorder, { signal, placed: placed.resolve })
  stack.defer(() => inspected.then(ignore, ignore))
  stack.defer(() => ending.abort())
  await Promise.race([placed.promise, inspected.then(ignore, ignore)])
  const kept = stack.move()
  return { source, pool, catalogue, inspected, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const ignore = () => undefined
