import type { Expr } from 'sqlite3-parser'
import { eachWithProblems } from '../../all-problems.ts'
import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import { chooseColumn } from './choose-column.ts'
import { type At, existingColumn } from './existing-column.ts'
import { textRulesOf } from './text-rules-of.ts'
import { translateDefault, type DefaultTranslation } from '../../translate/default.ts'
import { geometryNote } from './geometry-note.ts'
import type { KeyTypes } from './key-types.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { ColumnPlan } from '../plan.ts'
import type { ProfiledTable } from './profiled-table.ts'
import type { TypeChoice } from './type-choice.ts'

/** Chooses types, nullability and defaults for one table's columns; notes say what could not be kept. */
export function planColumns(
  { placement, profile }: ProfiledTable,
  types: KeyTypes,
  options: Pick<Options, 'onNull' | 'widen'>,
): { columns: ColumnPlan[]; notes: Note[] } {
  const planned = eachWithProblems(placement.columns, (placed) => {
    const values = profile.columns[placed.position]!
    const at = { table: placement.table.name, column: placed.column.name }
    return placed.into
      ? existingColumn(placement, placed, values, { at, ...options })
      : newColumn(placed, values, types.get(placed) ?? chooseColumn(placed, values), at)
  })
  return { columns: planned.map(({ column }) => column), notes: planned.flatMap(({ notes }) => notes) }
}

function newColumn(
  placed: PlacedColumn,
  values: ColumnProfile,
  choice: TypeChoice,
  at: At,
): { column: ColumnPlan; notes: Note[] } {
  const { column, position, name } = placed
  const notes: Note[] = []
  const note = geometryNote(column.declared, choice.type) ?? choice.note
  if (note) notes.push({ ...note, ...at })
  if (column.notNull && values.nulls > 0) {
    const message = `Declared NOT NULL, but ${values.nulls} rows hold NULL; the constraint was left out.`
    notes.push({ code: 'not-null-dropped', ...at, message })
  }
  const clause = column.generated ? { sql: null, notes: [] } : planDefault(placed, choice.type, at)
  const planned: ColumnPlan = {
    source: column.name,
    name,
    position,
    declared: column.declared,
    type: choice.type,
    encoded: choice.encoded ?? choice.type,
    into: choice.into ?? null,
    cast: choice.cast,
    from: choice.from ?? null,
    round: choice.round ?? false,
    ...textRulesOf(placed, values, choice.type),
    notNull: column.notNull && values.nulls === 0,
    widened: null,
    ifNull: null,
    default: clause.sql,
    generated: null,
    reason: choice.reason,
  }
  return { column: planned, notes: [...notes, ...clause.notes] }
}

/** The DEFAULT's SQL; null where there is none, or where it is what a column without one gets anyway. */
function planDefault(
  { column: { default: clause }, choices }: PlacedColumn,
  type: string,
  at: At,
): { sql: string | null; notes: Note[] } {
  if (!clause || (choices.emptyAsNull && isEmptyText(clause.expr))) return { sql: null, notes: [] }
  const translated = translatedDefault(clause.expr, choices, type)
  if ('sql' in translated) return { sql: translated.isNull ? null : translated.sql, notes: [] }
  const message = `The default was left out: ${translated.reason}.`
  return { sql: null, notes: [{ code: 'default-left-out', ...at, message, sql: clause.sql }] }
}

function isEmptyText(expr: Expr | null): boolean {
  if (expr?.type === 'ParenthesizedExpr') return expr.exprs.length === 1 && isEmptyText(expr.exprs[0]!)
  return expr?.type === 'StringLiteral' && expr.value === ''
}

function translatedDefault(expr: Expr | null, { cast }: PlacedColumn['choices'], type: string): DefaultTranslation {
  if (!expr) return { reason: 'the grammar refused it' }
  if (cast?.named) return { reason: `only the target knows what ${cast.type} takes` }
  // As text it would be stored as it is written there, not as the bytes that it stands for.
  if (cast?.from === 'hex' || cast?.from === 'base64') return { reason: `the column is cast from ${cast.from}` }
  return translateDefault(expr, type)
}
