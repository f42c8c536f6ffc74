import { counted, grouped } from '../../engine/counted.ts'
import { hasGone, headline } from '../../engine/report/headline.ts'
import { paceOf, type Report, type TableReport } from '../../engine/report/report.ts'
import { prose, type Line } from '../terminal/line.ts'
import { columns, TERMINAL, withoutEmpty } from './columns.ts'
import { notesText } from './notes.ts'
import { rejectsText } from './rejects.ts'

const BEFORE = 'The numbers are those of then; `--again` brings the file once more, in another `--mode` too.'

/** A migration that did not fail, as text. */
export function reportText(report: Report, target: string): Line[] {
  const { source, seconds, tables, views, triggers, notes, id } = report
  const pace = paceOf(report)
  return [
    prose(headline(report), ['bold', report.rejects.rows > 0 || hasGone(notes) ? 'yellow' : 'green']),
    ...(report.outcome === 'already-published' ? [prose(BEFORE)] : []),
    '',
    ...columns([
      ['from', source.uri],
      ['to', `${target}, schema ${report.target.schema}`],
      ...report.constants.map(({ name, value, isKey }) => ['with', `${name} ${value}${isKey ? ' in every key' : ''}`]),
      ['took', `${seconds.toFixed(1)} s${pace === null ? '' : `, ${grouped(pace)} rows/s`}`],
      ['id', id],
    ]),
    ...(tables.length > 0 ? ['', ...tablesText(tables)] : []),
    ...namesText('view', views),
    ...namesText('trigger', triggers),
    ...rejectsText(report),
    ...notesText(notes),
  ]
}

/** So many are named; --json has all. */
const NAMES = 20

function namesText(noun: string, all: { name: string }[]): Line[] {
  if (all.length === 0) return []
  const names = all.slice(0, NAMES).map(({ name }) => name)
  const more = all.length > NAMES ? `, … and ${grouped(all.length - NAMES)} more` : ''
  return ['', prose(`${counted(all.length, noun)}: ${names.join(', ')}${more}`)]
}

/** Counts that are zero of every table have no column. */
function tablesText(tables: TableReport[]): string[] {
  const rows = tables.map(
    ({ source, name, action, rows, inserted, updated, unchanged, skipped, rejected, deleted }) => [
      source === name ? name : `${source} → ${name}`,
      action === 'create' ? 'new' : action,
      grouped(rows),
      ...[inserted, updated, unchanged, skipped, rejected, deleted].map(grouped),
    ],
  )
  const names = ['table', 'action', 'rows', 'inserted', 'updated', 'unchanged', 'left out', 'rejected', 'deleted']
  return columns(withoutEmpty([names, ...rows], '0', 3), [2, 3, 4, 5, 6, 7, 8], TERMINAL)
}
