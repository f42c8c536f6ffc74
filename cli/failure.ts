import type { Listener } from '../engine/events.ts'
import type { OutputFlags } from './options.ts'
import { sayDetails } from './terminal/output.ts'

/** With --debug: prints the stack and the causes of a failure, which the report does not carry. */
export function failureListener({ debug }: OutputFlags): Listener {
  return (event) => {
    if (debug && event.type === 'failed') sayDetails(event.error)
  }
}
