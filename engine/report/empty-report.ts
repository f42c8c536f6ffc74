import { SQLITE_VERSION, VERSION } from '../version.ts'
import type { Report } from './report.ts'

/** The report of a migration of which nothing is known yet but its file. */
export function emptyReport(source: Report['source']): Report {
  return {
    format: 1,
    id: '',
    versions: { litelift: VERSION, sqlite: SQLITE_VERSION, postgres: null },
    outcome: 'failed',
    source,
    target: { host: '', port: null, database: '', schema: '' },
    mode: '',
    options: {},
    constants: [],
    startedAt: new Date().toISOString(),
    seconds: 0,
    publishedAt: null,
    phases: [],
    verified: null,
    rows: 0,
    tables: [],
    views: [],
    triggers: [],
    notes: [],
    rejects: { rows: 0, byReason: [], first: [], file: null },
    error: null,
  }
}

/** A report that an earlier version wrote, which lacks what came to reports since. */
export function completed(report: Partial<Report>): Report {
  const { versions, target, tables, views, triggers, rejects, ...rest } = report
  const empty = emptyReport({ uri: '', version: '', bytes: null })
  return {
    ...empty,
    ...rest,
    publishedAt: report.publishedAt ?? endOf(report),
    versions: { litelift: null, sqlite: null, postgres: null, ...versions },
    target: { ...empty.target, ...target },
    tables: (tables ?? []).map((table) => ({ ...WITHOUT_STATEMENTS, ...table })),
    views: (views ?? []).map((view) => ({ ...WITHOUT_STATEMENTS, ...view })),
    triggers: (triggers ?? []).map((trigger) => ({ ...WITHOUT_STATEMENTS, ...trigger })),
    rejects: {
      ...empty.rejects,
      ...rejects,
      byReason: (rejects?.byReason ?? []).map((reason) => ({ ...WITHOUT_SQLSTATE, ...reason })),
    },
  }
}

/** Of a report that does not say when it was published: its last act was to do so. */
function endOf({ outcome, startedAt, seconds = 0 }: Partial<Report>): string | null {
  if (startedAt === undefined || (outcome !== 'published' && outcome !== 'published-with-rejects')) return null
  return new Date(Date.parse(startedAt) + seconds * 1000).toISOString()
}

const WITHOUT_STATEMENTS: { statements: string[] } = { statements: [] }
const WITHOUT_SQLSTATE: { sqlstate: string | null } = { sqlstate: null }
