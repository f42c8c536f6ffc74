import type { Note } from '../../notes.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Table } from '../../source/schema/schema.ts'
import { translate } from '../../translate/translate.ts'
import { identifierFor, Names } from '../place/names.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'
import { scopeOf } from './scope.ts'

/** CHECK constraints in PostgreSQL's words; one without a faithful translation is left out with a note. */
export function planChecks(
  table: Table,
  name: string,
  columns: ColumnPlan[],
  profile: TableProfile,
): { checks: TablePlan['checks']; notes: Note[] } {
  const checks: TablePlan['checks'] = []
  const notes: Note[] = []
  const scope = scopeOf(table, columns, profile)
  // Constraint names share a namespace per table; the primary key's and NOT NULL's names end differently.
  const names = new Names()
  for (const check of table.checks) {
    const translated = translate(check.expr, scope, 'check')
    if ('reason' in translated) {
      const message = `A check was left out: ${translated.reason}.`
      notes.push({ code: 'check-left-out', table: table.name, message, sql: check.sql })
      continue
    }
    const wanted = check.name === null ? `${name}_check` : identifierFor(check.name, 'lower')
    checks.push({ name: names.claim(wanted, check.sql), sql: translated.sql, source: check.sql })
  }
  return { checks, notes }
}
