import { counted } from '../../engine/counted.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { shown } from '../../engine/shown.ts'
import { qualifiedName, quoteIdentifier } from '../../engine/target/quote.ts'

interface Planned {
  plan: Plan
  ddl: { phase: string; sql: string }[]
}

/** The DDL of a plan as a script that psql, or any client, runs: the tables of the file, all of them or none, without rows. */
export function planSql({ plan, ddl }: Planned, file: string): string {
  // Statements of the user's own, of which a plan holds no literals.
  const own = [...plan.before, ...plan.after]
  const statements = ddl.filter(({ sql }) => !own.includes(sql))
  const lines = [
    `-- The schema of ${shown(file)} for PostgreSQL 14 or later. litelift migrate --data-only fills it.`,
    ...(own.length === 0 ? [] : [`-- Without the ${counted(own.length, 'statement')} of before and after.`]),
    'BEGIN;',
    "SET LOCAL client_encoding = 'UTF8';",
    `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(plan.schema)};`,
    ...dropped(plan),
    ...[...Map.groupBy(statements, ({ phase }) => phase)].flatMap(([phase, of]) => [
      '',
      `-- ${phase}`,
      ...of.map(({ sql }) => (sql.trimEnd().endsWith(';') ? sql : `${sql};`)),
    ]),
    '',
    'COMMIT;',
  ]
  return `${lines.join('\n')}\n`
}

/** Of tables that exist in the target of the plan, mode replace makes anew. */
function dropped({ schema, tables }: Plan): string[] {
  const replaced = tables.filter(({ action }) => action === 'replace')
  if (replaced.length === 0) return []
  return [
    '',
    '-- replaced, with their rows',
    ...replaced.map(({ name }) => `DROP TABLE ${qualifiedName(schema, name)};`),
  ]
}
