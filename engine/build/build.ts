import type { Listener } from '../events.ts'
import type { Plan } from '../plan/plan.ts'
import type { SettingsProvider } from '../target/settings.ts'

/** What the steps of the build share. */
export interface Build {
  plan: Plan
  /** The staging schema. */
  schema: string
  target: SettingsProvider
  applicationName: string
  connections: number
  listener: Listener
  signal: AbortSignal
}
