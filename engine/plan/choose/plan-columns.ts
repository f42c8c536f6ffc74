import type { Expr } from 'sqlite3-parser'
import { eachWithProblems } from '../../all-problems.ts'
import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import { chooseColumn, hasBadTexts } from './choose-column.ts'
import { translateDefault, type DefaultTranslation } from '../../translate/default.ts'
import { geometryNote } from './geometry-note.ts'
import { fitTarget } from './fit-target.ts'
import type { KeyTypes } from './key-types.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import type { ColumnPlan } from '../plan.ts'
import type { ProfiledTable } from './profiled-table.ts'
import type { TypeChoice } from './type-choice.ts'
import { insteadOfNull } from './instead-of-null.ts'
import { baseType, parseType } from '../../types/postgres-type.ts'
import { valuesHeld } from './by-values/values-held.ts'
import { noteGuidOrder } from './by-values/note-guid-order.ts'
import { widerType } from './wider-type.ts'
import { castOf, existingCast } from './user-cast.ts'

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

interface At {
  table: string
  column: string
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
    ...textRules(placed, values, choice.type),
    notNull: column.notNull && values.nulls === 0,
    widened: null,
    ifNull: null,
    default: clause.sql,
    generated: null,
    reason: choice.reason,
  }
  return { column: planned, notes: [...notes, ...clause.notes] }
}

/** What is done to texts before they are encoded: nothing where the profile shows that there is nothing to do. */
function textRules(
  { choices }: PlacedColumn,
  values: ColumnProfile,
  type: string,
): Pick<ColumnPlan, 'emptyAsNull' | 'invalidText'> {
  const { emptyAsNull, invalidText } = choices
  const isNeeded = type !== 'bytea' && invalidText !== 'bytea' && hasBadTexts(values)
  return { emptyAsNull, invalidText: isNeeded ? invalidText : 'fail' }
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

function existingColumn(
  placement: Placement,
  placed: PlacedColumn,
  values: ColumnProfile,
  { at, onNull, widen }: { at: At } & Pick<Options, 'onNull' | 'widen'>,
): { column: ColumnPlan; notes: Note[] } {
  const { column, position, name } = placed
  const mayWiden = widen ?? placement.into!.made
  const wide = mayWiden ? widerType(placed.into!, values) : null
  const into = wide === null ? placed.into! : { ...placed.into!, type: wide, under: wide, bare: baseType(wide) }
  const widened = wide === null ? null : { from: placed.into!.type, to: wide }
  const ofWidening = widened === null ? [] : [widening(placement, name, widened, at)]
  const ifNull = insteadOfNull(placement, placed, values, onNull)
  const common = {
    source: column.name,
    name,
    position,
    declared: column.declared,
    // So that a NULL is refused with its row, while it is staged.
    notNull: into.notNull && ifNull === null,
    widened,
    ifNull,
    default: null,
    generated: null,
  }
  const said = castOf({ ...placed, into })
  if (said) {
    const cast = existingCast(placement, { ...placed, into }, said)
    return { column: { ...common, ...cast, ...textRules(placed, values, cast.type) }, notes: ofWidening }
  }
  const { read, ...fit } = fitTarget(placed, into, values)
  const numbers = read?.numbers ?? null
  const message = `Numbers in ${placement.table.name}.${column.name} were read as ${numbers?.are}.`
  return {
    column: {
      ...common,
      ...fit,
      round: false,
      ...textRules(placed, values, fit.encoded),
      reason:
        fit.cast === 'checked' && read === null && holdsValues(values)
          ? `the existing column is ${into.type}; of ${valuesHeld(values)} those that it does not hold are rejects`
          : `the existing column is ${placed.into!.type}${wide === null ? '' : `, widened to ${wide}`}`,
    },
    notes: [
      ...guidNote(fit, values, at),
      ...ofWidening,
      ...(numbers === null ? [] : [{ code: numbers.code, ...at, message }]),
    ],
  }
}

function guidNote(
  { encoded, cast, from }: Pick<ColumnPlan, 'encoded' | 'cast' | 'from'>,
  values: ColumnProfile,
  at: At,
): Note[] {
  const { order } = values.guids
  if (encoded !== 'uuid' || values.blobs === 0 || order === 'ordered') return []
  return (order === 'swapped') === (from === 'guid-le') && cast !== 'bytea' ? [{ ...noteGuidOrder(order), ...at }] : []
}

/** Only the length of a text and the precision of a numeric can grow in place (sql-altertable.html, Notes). */
function widening({ name }: Placement, column: string, { from, to }: { from: string; to: string }, at: At): Note {
  const [before, after] = [parseType(from), parseType(to)]
  const isInPlace =
    before?.name === 'varchar' ||
    (before?.name === 'numeric' && (after?.precision === null || after?.scale === before.scale))
  const cost = isInPlace ? 'readers wait for a moment' : 'PostgreSQL rewrites the table, and readers wait meanwhile'
  const message = `${name}.${column} of the target is ${from}, which does not hold every value; it becomes ${to}: ${cost}.`
  return { code: 'column-widened', ...at, message }
}

function holdsValues({ integers, reals, texts, blobs }: ColumnProfile): boolean {
  return integers + reals + texts + blobs > 0
}
