import { grouped } from '../../engine/counted.ts'
import type { Report } from '../../engine/report/report.ts'
import { columns } from './columns.ts'

/** The first rejects, and where the others are; nothing without any. */
export function rejectsText({ id, rejects }: Pick<Report, 'id' | 'rejects'>): string[] {
  const { rows, first, file } = rejects
  if (rows === 0) return []
  const shown = first.map(({ table, rowid, column, value, reason }) => [
    table,
    rowid,
    column ?? '',
    column === null ? '' : (value ?? 'NULL'),
    reason,
  ])
  const all = file ?? `litelift.reject of the target (migration = '${id}'); --report writes a list`
  return [
    '',
    `rejects: ${grouped(rows)} ${rows === 1 ? 'row was' : 'rows were'} refused`,
    ...columns([['table', 'rowid', 'column', 'value', 'reason'], ...shown], [1]).map((line) => `  ${line}`),
    ...(rows > first.length ? [`  … and ${grouped(rows - first.length)} more`] : []),
    `  All of them: ${all}`,
  ]
}
