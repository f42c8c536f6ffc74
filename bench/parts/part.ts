import type { Settings } from '../arguments.ts'
import type { Section } from '../section.ts'
import type { BenchServer } from '../server.ts'

/** What every part works with. */
export interface Bench {
  settings: Settings
  server: BenchServer
  /** A line of progress for whoever waits. */
  say: (text: string) => void
}

export type Part = (bench: Bench) => Promise<Section>
