import { grouped } from '../engine/counted.ts'
import type { Listener } from '../engine/events.ts'
import type { OutputFlags } from './options.ts'
import { say, sayDetails } from './terminal/output.ts'

/** With --debug: how tables were read, and the stack and the causes of a failure, which the report does not carry. */
export function debugListener({ debug }: OutputFlags): Listener {
  return (event) => {
    if (!debug) return
    if (event.type === 'failed') sayDetails(event.error)
    if (event.type !== 'read') return
    const { phase, table, rows, byReference, valuesAside } = event
    const aside = valuesAside === 0 ? '' : `, and ${grouped(valuesAside)} values`
    say(`    ${phase} ${table}: ${grouped(rows)} rows, of them by the reference ${grouped(byReference)}${aside}`)
  }
}
