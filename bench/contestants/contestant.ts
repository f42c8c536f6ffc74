import type { Input } from '../inputs/make-input.ts'
import type { Measured } from '../measure/run-command.ts'
import type { EmptyDatabase } from '../server.ts'

/** Someone who brings an input into an empty database, with its keys and indexes. */
export interface Contestant {
  name: string
  /** What it does, for the table. */
  how: string
  /** Why it cannot take part on this machine; null when it can. */
  absent(): Promise<string | null>
  /** What is made beforehand, once an input, and counts for nobody. */
  prepare?(input: Input): Promise<void>
  run(input: Input, database: EmptyDatabase): Promise<Measured>
}
