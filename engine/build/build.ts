import type { Listener } from '../events.ts'
import type { Plan } from '../plan/plan.ts'
import type { Claimed } from '../target/claim/claimed.ts'
import type { SettingsProvider } from '../target/settings.ts'

/** What the steps of the build share. */
export interface Build {
  plan: Plan
  /** Whose staging is built, and nobody else's by now. */
  claimed: Claimed
  /** The staging schema. */
  schema: string
  target: SettingsProvider
  applicationName: string
  connections: number
  listener: Listener
  signal: AbortSignal
}
