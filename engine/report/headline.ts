import { counted, grouped } from '../counted.ts'
import type { Outcome, Report } from './report.ts'

const WITHOUT_ROWS: Record<Exclude<Outcome, 'published' | 'published-with-rejects'>, string> = {
  'already-published': 'Nothing to do: this version of the file was published before',
  superseded: 'Nothing to do: a newer version of the file was published before',
  failed: 'Failed: nothing was published, every table in PostgreSQL is as it was',
  'failed-retryable':
    'Failed for now: nothing was published, every table in PostgreSQL is as it was; trying again can help',
}

/** The outcome in one sentence for a reader who knows neither database. */
export function headline({
  outcome,
  rows,
  tables,
  rejects,
}: Pick<Report, 'outcome' | 'rows' | 'tables' | 'rejects'>): string {
  const refused = rejects.rows
  if (outcome === 'already-published' && refused > 0)
    return `${WITHOUT_ROWS[outcome]}, without ${counted(refused, 'row')} that PostgreSQL could not take`
  if (outcome !== 'published' && outcome !== 'published-with-rejects') return WITHOUT_ROWS[outcome]
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
