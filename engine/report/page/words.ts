import { counted } from '../../counted.ts'
import { hasGone } from '../headline.ts'
import type { Report } from '../report.ts'

/** What the page says of a migration's work in the tense of its outcome: of one that published nothing it tells a plan. */
export interface Words {
  /** Title of what happened to a table. */
  done: string
  /** Begins a sentence on the DDL. */
  statements: string
  /** On all notes. */
  notes: string
}

export function wordsOf(report: Report): Words {
  if (!isPublished(report))
    return {
      done: 'What was planned',
      statements: 'the statements that would make each new table',
      notes: 'What was decided, and what would have been weakened or left out: nothing was published.',
    }
  return {
    done: 'What was done',
    statements: 'the statements that made each new table',
    notes: `What was decided, weakened or left out on the way. ${arrived(report)}`,
  }
}

/** Whether what the report tells of is in PostgreSQL, by this run or an earlier one. */
export function isPublished({ outcome, tables }: Pick<Report, 'outcome' | 'tables'>): boolean {
  if (outcome === 'already-published') return tables.length > 0
  return outcome === 'published' || outcome === 'published-with-rejects'
}

/** Which rows are there: tables that were left out have notes of their own. */
function arrived({ rejects, tables, notes }: Report): string {
  const skipped = tables.reduce((sum, table) => sum + table.skipped, 0)
  const missing = [
    rejects.rows > 0 ? counted(rejects.rows, 'reject') : '',
    skipped > 0 ? `${counted(skipped, 'row')} whose key was there already` : '',
  ].filter(Boolean)
  const isThere = hasGone(notes) ? 'was in PostgreSQL then' : 'is in PostgreSQL'
  return `Every row of the tables above ${isThere}${missing.length > 0 ? `, but for ${missing.join(' and ')}` : ''}.`
}
