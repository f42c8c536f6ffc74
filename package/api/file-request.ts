import * as z from 'zod'
import type { Listener } from '../../engine/events.ts'
import type { RawOptions } from '../../engine/options.ts'
import { member, type Shape } from './call.ts'
import { SOURCE, type SourceName } from './source.ts'

/** What every function that reads a file is asked. */
export interface FileRequest {
  /** The database, or an SQL dump of one, packed or not. */
  source: SourceName
  /** As in litelift.json. */
  options?: RawOptions | undefined
  /** What placeholders of the options stand for, over what the source says of itself; `--set` on the command line. */
  values?: Readonly<Record<string, string>> | undefined
  /** Ends the work early; a migration resumes from its checkpoints when it is asked for again. Its `reason` becomes the cause of the error. */
  signal?: AbortSignal | undefined
  /** Hears of phases, rows and notes, in order. What it throws becomes a warning of the process. */
  listener?: Listener | undefined
}

/** The options, which are looked at closely when what they are for is known. */
export const OPTIONS = member(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be an object with options',
)

export const VALUES = z.record(z.string(), z.string(), { error: 'must be an object of texts' })

/** In the shape of a call. */
export const FILE_REQUEST = {
  source: SOURCE,
  options: OPTIONS.optional(),
  values: VALUES.optional(),
  signal: member((value) => value instanceof AbortSignal, 'must be an AbortSignal').optional(),
  listener: member((value) => typeof value === 'function', 'must be a function').optional(),
} satisfies Shape
