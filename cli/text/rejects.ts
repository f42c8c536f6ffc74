import { counted, grouped } from '../../engine/counted.ts'
import type { Report, RejectsReport } from '../../engine/report/report.ts'
import { prose, type Line } from '../terminal/line.ts'
import { columns } from './columns.ts'

/** A screen holds so many reasons, each with so many rows. */
const REASONS = 10
const EXAMPLES = 3

/** Why rows were rejected, each reason with its first rows, and where all of them are; nothing without any. */
export function rejectsText({ id, rejects }: Pick<Report, 'id' | 'rejects'>): Line[] {
  const { rows, byReason, file } = rejects
  if (rows === 0) return []
  const all = file ?? `litelift.reject of the target (migration = '${id}'); --report writes a list`
  const shown = byReason.slice(0, REASONS)
  const others = rows - shown.reduce((sum, reason) => sum + reason.rows, 0)
  return [
    '',
    `rejects: ${grouped(rows)} ${rows === 1 ? 'row was' : 'rows were'} refused`,
    ...shown.flatMap((reason) => reasonText(reason, rejects)),
    ...(others > 0 ? [`  … and ${counted(others, 'row')} for other reasons`] : []),
    prose(`  All of them: ${all}`),
  ]
}

type Reason = RejectsReport['byReason'][number]

function reasonText(reason: Reason, { first }: RejectsReport): Line[] {
  const { table, column, rows } = reason
  const where = column === null ? `rows of ${table}` : `${table}.${column}`
  const examples = first.filter(
    (one) =>
      one.table === table && one.column === column && one.sqlstate === reason.sqlstate && one.reason === reason.reason,
  )
  const more = rows - Math.min(examples.length, EXAMPLES)
  return [
    prose(`  ${grouped(rows)}  ${where}: ${reason.reason}`),
    ...columns(
      examples
        .slice(0, EXAMPLES)
        .map(({ rowid, value }) => [`rowid ${rowid}`, ...(column === null ? [] : [value ?? 'NULL'])]),
    ).map((line) => prose(`      ${line}`)),
    ...(examples.length > 0 && more > 0 ? [`      … and ${grouped(more)} more`] : []),
  ]
}
