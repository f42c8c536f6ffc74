import { counted, grouped } from '../../engine/counted.ts'
import type { TableChange } from '../../engine/foresee-changes.ts'
import type { Plan, TablePlan } from '../../engine/plan/plan.ts'
import { linesOf } from '../../engine/shown.ts'
import { lastCell, prose, type Line } from '../terminal/line.ts'
import { columns } from './columns.ts'
import { notesText } from './notes.ts'

interface Planned {
  plan: Plan
  ddl: { phase: string; sql: string }[]
  changes: TableChange[] | null
}

/** The plan for people: a block a table, then the DDL by phase, then the notes. */
export function planText({ plan, ddl, changes }: Planned): Line[] {
  const rows = plan.tables.reduce((sum, table) => sum + table.rows, 0)
  return [
    prose(
      `${counted(plan.tables.length, 'table')}, ${counted(rows, 'row')} into schema ${plan.schema}, mode ${plan.mode}`,
    ),
    ...plan.tables.flatMap((table, index) => tableText(table, changes?.[index])),
    ...[...Map.groupBy(ddl, ({ phase }) => phase)].flatMap(([phase, statements]) => [
      '',
      `-- ${phase}`,
      ...statements.flatMap(({ sql }) => linesOf(sql.endsWith(';') ? sql : `${sql};`)),
    ]),
    ...notesText(plan.notes),
  ]
}

function tableText(table: TablePlan, change: TableChange | undefined): Line[] {
  const action = table.action === 'create' ? 'new' : table.action
  const types = table.columns.map(({ source, declared, type, into, notNull, reason }) => [
    `  ${source}`,
    declared === '' ? '(none)' : declared.replaceAll(/\s+/g, ' '),
    '→',
    notNull ? `${into ?? type} not null` : (into ?? type),
    reason,
  ])
  const constants = table.constants.map(({ name, type, value, isKey }) => [
    `  ${name}`,
    '(added)',
    '→',
    `${type} not null`,
    `${value} in all rows${isKey ? ', part of every key' : ''}`,
  ])
  return [
    '',
    `${table.source} → ${table.name} (${action}, ${counted(table.rows, 'row')})`,
    ...changeText(change),
    ...withReasons([...constants, ...types]),
  ]
}

/** Columns of which the last one is why. */
function withReasons(rows: string[][]): Line[] {
  const at = Math.max(...columns(rows.map((row) => row.slice(0, -1))).map((line) => line.length)) + 2
  return columns(rows).map((line) => lastCell(line, at))
}

/** What would become of the rows, where the table exists. */
function changeText(change: TableChange | undefined): Line[] {
  if (!change || (change.action === 'create' && change.refused === null && change.remarks.length === 0)) return []
  const remarks = change.remarks.map((remark) => prose(`  ${remark}`))
  if (change.counts === null) return [prose(`  would be refused: ${change.refused}`), ...remarks]
  const { inserted, updated, unchanged, skipped, rejected, deleted } = change.counts
  const counts = Object.entries({ inserted, updated, unchanged, 'left out': skipped, rejected, deleted })
    .filter(([, rows]) => rows > 0)
    .map(([word, rows]) => `${grouped(rows)} ${word}`)
  return [`  would be: ${counts.join(', ') || 'nothing'}`, ...remarks]
}
