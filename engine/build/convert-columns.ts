import { dropConstraint } from '../ddl/ddl.ts'
import type { TablePlan } from '../plan/plan.ts'
import { execute } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import type { Build } from './build.ts'
import type { Built } from './built.ts'
import type { Job } from './in-turn.ts'

/**
 * Gives columns their type whose values waited as text, because only the server's own input makes them. Staging has tried every value and
 * refused those that it does not take; what it asked of them goes, and tells a later attempt that this is done.
 */
export function convertColumns({ schema }: Build, tables: TablePlan[], built: Built): Job<void>[] {
  const waiting = tables.filter(({ name, conditions }) =>
    conditions.some((one) => built.constraint(name, one.name) !== 'absent'),
  )
  return waiting.map((table) => ({
    run: async (client) => {
      const purpose = { doing: `Converting columns of ${table.source}`, subject: { table: table.source } }
      const types = table.columns.flatMap(({ name, into }) => {
        const column = quoteIdentifier(name)
        if (into === null) return []
        return [`ALTER COLUMN ${column} TYPE ${into} USING CAST(${column} AS ${into})`]
      })
      const dropped = table.conditions.map(({ name }) => dropConstraint(name, table, schema))
      const alter = `ALTER TABLE ${qualifiedName(schema, table.name)} ${types.join(', ')}`
      // One message is one transaction.
      await execute(client, [...dropped, alter].join('; '), [], purpose)
    },
  }))
}
