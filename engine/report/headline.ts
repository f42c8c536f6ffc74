import { grouped } from './grouped.ts'
import type { Report } from './report.ts'

/** The outcome in one sentence for a reader who knows neither database. */
export function headline({ outcome, rows, tables }: Pick<Report, 'outcome' | 'rows' | 'tables'>): string {
  switch (outcome) {
    case 'published': {
      const skipped = tables.reduce((sum, table) => sum + table.skipped, 0)
      const all = `${counted(rows, 'row')} of ${counted(tables.length, 'table')}`
      return skipped === 0
        ? `Done: ${all} are in PostgreSQL`
        : `Done: of ${all}, ${grouped(skipped)} met a key that was already there and were left out`
    }
    case 'already-published':
      return 'Nothing to do: this version of the file was published before'
    case 'superseded':
      return 'Nothing to do: a newer version of the file was published before'
    case 'failed':
      return 'Failed: nothing was published, every table in PostgreSQL is as it was'
  }
}

export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}
