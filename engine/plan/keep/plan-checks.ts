import type { Note } from '../../notes.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Table } from '../../source/schema/schema.ts'
import { translate } from '../../translate/translate.ts'
import type { Options } from '../../options.ts'
import type { Names } from '../place/names.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'
import { constraintName } from './constraint-name.ts'
import { scopeOf } from './scope.ts'

/**
 * CHECK constraints in PostgreSQL's words; one without a faithful translation is left out with a note. `names` are those of the
 * table's constraints.
 */
export function planChecks(
  table: Table,
  name: string,
  columns: ColumnPlan[],
  profile: TableProfile,
  names: Names,
  options: Options,
): { checks: TablePlan['checks']; notes: Note[] } {
  const checks: TablePlan['checks'] = []
  const notes: Note[] = []
  const scope = scopeOf(table, columns, profile)
  for (const check of table.checks) {
    const translated = translate(check.expr, scope, 'check')
    if ('reason' in translated) {
      const message = `A check was left out: ${translated.reason}.`
      notes.push({ code: 'check-left-out', table: table.name, message, sql: check.sql })
      continue
    }
    const named = constraintName({ table: table.name, name: check.name }, names, options, () =>
      names.claim(`${name}_check`, check.sql),
    )
    notes.push(...named.notes)
    checks.push({ name: named.name, sql: translated.sql, source: check.sql })
  }
  return { checks, notes }
}
