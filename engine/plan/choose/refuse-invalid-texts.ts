import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'
import type { ProfiledTable } from './profiled-table.ts'

/** The message names this many cells, whatever their number. */
const NAMED_CELLS = 20

interface Found {
  table: string
  column: string
  badTexts: ColumnProfile['badTexts']
}

/**
 * PostgreSQL's text holds neither NUL nor invalid UTF-8, and changing such a value silently would lose it.
 * @throws LiteliftError `value-invalid-text` that counts them over all tables and names the first cells
 */
export function refuseInvalidTexts(tables: (ProfiledTable & { plan: TablePlan })[]): void {
  const found = tables.flatMap(({ plan, profile }) =>
    plan.columns.filter(mustHoldText).flatMap(({ source: column, position }): Found[] => {
      const { badTexts } = profile.columns[position]!
      return badTexts.nul + badTexts.invalid > 0 ? [{ table: plan.source, column, badTexts }] : []
    }),
  )
  if (found.length === 0) return
  const { table, column, badTexts } = found[0]!
  const all = found.reduce((sum, { badTexts: { nul, invalid } }) => sum + nul + invalid, 0)
  throw new LiteliftError('value-invalid-text', {
    subject: { table, column, rowid: String(badTexts.rowids[0]) },
    message: `PostgreSQL cannot store ${counted(all, 'text')}: ${columnsNamed(found)}.`,
    hint: 'Correct these cells in the file, or choose what becomes of them with `invalidText`: replace, windows-1252, bytea or reject (docs/configuration.md).',
  })
}

/** A checked cast looks at every value itself, and bytes hold any text. */
function mustHoldText({ invalidText, cast }: ColumnPlan): boolean {
  return invalidText === 'fail' && cast !== 'checked' && cast !== 'bytea'
}

function columnsNamed(found: Found[]): string {
  let left = NAMED_CELLS
  const shown = found.map(({ table, column, badTexts: { nul, invalid, rowids } }) => {
    const named = rowids.slice(0, left)
    left -= named.length
    const kinds = [nul > 0 ? `${nul} with a NUL character` : '', invalid > 0 ? `${invalid} with invalid UTF-8` : '']
    const cells = named.length === 0 ? '' : ` (rowid ${named.join(', ')}${named.length < nul + invalid ? ', …' : ''})`
    return `${table}.${column} ${kinds.filter(Boolean).join(', ')}${cells}`
  })
  return shown.slice(0, NAMED_CELLS).join('; ') + (shown.length > NAMED_CELLS ? '; …' : '')
}
