import { counted, grouped } from '../counted.ts'
import type { Note } from '../notes.ts'
import { moment } from './moment.ts'
import type { Outcome, Report } from './report.ts'

const WITHOUT_ROWS: Record<Exclude<Outcome, 'published' | 'published-with-rejects' | 'already-published'>, string> = {
  superseded: 'Nothing to do: a newer version of the file was published before',
  failed: 'Failed: nothing was published, every table in PostgreSQL is as it was',
  'failed-retryable':
    'Failed for now: nothing was published, every table in PostgreSQL is as it was; trying again can help',
}

type Told = Pick<Report, 'outcome' | 'publishedAt' | 'rows' | 'tables' | 'notes' | 'rejects'>

/** The outcome in one sentence for a reader who knows neither database. */
export function headline(report: Told): string {
  const { outcome, rows, tables, rejects } = report
  if (outcome === 'already-published') return publishedBefore(report)
  if (outcome !== 'published' && outcome !== 'published-with-rejects') return WITHOUT_ROWS[outcome]
  const refused = rejects.rows
  const skipped = tables.reduce((sum, table) => sum + table.skipped, 0)
  const all = `${counted(rows, 'row')} of ${counted(tables.length, 'table')}`
  const left = [
    skipped > 0 ? `${grouped(skipped)} met a key that was already there` : '',
    refused > 0 ? `${grouped(refused)} could not be carried over` : '',
  ].filter(Boolean)
  if (left.length === 0) return `Done: ${all} ${rows === 1 ? 'is' : 'are'} in PostgreSQL`
  const out = skipped + refused === 1 ? 'was left out' : 'were left out'
  return `Done${refused > 0 ? ', with rejects' : ''}: of ${all}, ${left.join(', ')} and ${out}`
}

/** Whether rows that were published are gone by now. */
export function hasGone(notes: readonly Note[]): boolean {
  return notes.some(({ code }) => code === 'published-rows-gone')
}

function publishedBefore({ publishedAt, tables, notes, rejects }: Told): string {
  const gone = notes.filter(({ code }) => code === 'published-rows-gone').length
  const when = publishedAt === null ? 'before' : `on ${moment(publishedAt)}`
  return [
    `${gone > 0 ? 'Nothing was done' : 'Nothing to do'}: this version of the file was published ${when}`,
    rejects.rows > 0 ? `, without ${counted(rejects.rows, 'row')} that PostgreSQL could not take` : '',
    gone > 0
      ? `; since then ${grouped(gone)} of its ${counted(tables.length, 'table')} ${gone === 1 ? 'was' : 'were'} emptied or dropped`
      : '',
  ].join('')
}
