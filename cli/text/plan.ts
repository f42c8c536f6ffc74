import { grouped } from '../../engine/report/grouped.ts'
import { counted } from '../../engine/report/headline.ts'
import type { Plan, TablePlan } from '../../engine/plan/plan.ts'
import { columns } from './columns.ts'
import { notesText } from './notes.ts'

interface Planned {
  plan: Plan
  ddl: { phase: string; sql: string }[]
}

/** The plan for people: a block a table, then the DDL by phase, then the notes. */
export function planText({ plan, ddl }: Planned): string {
  const rows = plan.tables.reduce((sum, table) => sum + table.rows, 0)
  return [
    `${counted(plan.tables.length, 'table')}, ${counted(rows, 'row')} into schema ${plan.schema}, mode ${plan.mode}`,
    ...plan.tables.flatMap(tableText),
    ...[...Map.groupBy(ddl, ({ phase }) => phase)].flatMap(([phase, statements]) => [
      '',
      `-- ${phase}`,
      ...statements.map(({ sql }) => (sql.endsWith(';') ? sql : `${sql};`)),
    ]),
    ...notesText(plan.notes),
  ].join('\n')
}

function tableText(table: TablePlan): string[] {
  const action = table.action === 'create' ? 'new' : table.action
  const types = table.columns.map(({ source, declared, type, notNull, reason }) => [
    `  ${source}`,
    declared === '' ? '(none)' : declared,
    '→',
    notNull ? `${type} not null` : type,
    reason,
  ])
  return ['', `${table.source} → ${table.name} (${action}, ${grouped(table.rows)} rows)`, ...columns(types)]
}
