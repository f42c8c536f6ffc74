import { LiteliftError } from '../errors.ts'
import type { Note } from '../notes.ts'
import type { ColumnProfile, TableProfile } from '../source/profile.ts'
import { chooseType } from './choose-type.ts'
import { translateDefault } from './expression/default.ts'
import { familyOf } from './family.ts'
import { fitTarget } from './fit-target.ts'
import type { PlacedColumn, Placement } from './placement.ts'
import type { ColumnPlan } from './plan.ts'

/** Chooses types, nullability and defaults for one table's columns; what could not be kept goes to `notes`. */
export function planColumns(placement: Placement, profile: TableProfile, notes: Note[]): ColumnPlan[] {
  return placement.columns.map((placed) => {
    const values = profile.columns[placed.position]!
    const at = { table: placement.table.name, column: placed.column.name }
    const column = placed.into ? existingColumn(placement, placed, values) : newColumn(placed, values, at, notes)
    if (column.cast !== 'bytea') refuseBadTexts(values, at)
    return column
  })
}

interface At {
  table: string
  column: string
}

function newColumn({ column, position, name }: PlacedColumn, values: ColumnProfile, at: At, notes: Note[]): ColumnPlan {
  const choice = chooseType(familyOf(column.declared, column.affinity), values)
  if (choice.note) notes.push({ ...choice.note, ...at })
  if (column.notNull && values.nulls > 0) {
    const message = `Declared NOT NULL, but ${values.nulls} rows hold NULL; the constraint was left out.`
    notes.push({ code: 'not-null-dropped', ...at, message })
  }
  return {
    source: column.name,
    name,
    position,
    declared: column.declared,
    type: choice.type,
    into: null,
    cast: choice.cast,
    from: null,
    round: false,
    emptyAsNull: false,
    invalidText: 'fail',
    notNull: column.notNull && values.nulls === 0,
    default: column.generated ? null : defaultOf(column.default, choice.type, at, notes),
    generated: null,
    reason: choice.reason,
  }
}

function defaultOf(clause: PlacedColumn['column']['default'], type: string, at: At, notes: Note[]): string | null {
  if (!clause) return null
  const translated = clause.expr ? translateDefault(clause.expr, type) : { reason: 'the grammar refused it' }
  if ('sql' in translated) return translated.sql === 'NULL' ? null : translated.sql
  notes.push({
    code: 'default-left-out',
    ...at,
    message: `The default was left out: ${translated.reason}.`,
    sql: clause.sql,
  })
  return null
}

function existingColumn(
  placement: Placement,
  { column, position, name, into }: PlacedColumn,
  values: ColumnProfile,
): ColumnPlan {
  const fit = fitTarget(into!, values)
  if (!fit) {
    throw new LiteliftError('target-refused-values', {
      subject: { table: placement.table.name, column: column.name },
      message: `Values of ${column.name} do not all fit ${into!.type} of the existing column ${placement.name}.${name} unchanged: ${held(values)}.`,
      hint: 'Change the type of the column in the target, or use mode replace.',
    })
  }
  return {
    source: column.name,
    name,
    position,
    declared: column.declared,
    type: fit.type,
    into: fit.explicit ? into!.type : null,
    cast: fit.cast,
    from: null,
    round: false,
    emptyAsNull: false,
    invalidText: 'fail',
    notNull: false,
    default: null,
    generated: null,
    reason: `the existing column is ${into!.type}`,
  }
}

function held(values: ColumnProfile): string {
  const { integers, reals, texts, blobs, minInteger, maxInteger, forms } = values
  const counted = [
    integers > 0 ? `${integers} integers from ${minInteger} to ${maxInteger}` : '',
    reals > 0 ? `${reals} reals` : '',
    texts > 0 ? `${texts} texts of at most ${values.longestText} characters` : '',
    ...Object.entries(forms).map(([form, number]) => (texts > 0 ? `${number} of them a ${form}` : '')),
    blobs > 0 ? `${blobs} blobs` : '',
  ]
  return counted.filter(Boolean).join(', ')
}

/** PostgreSQL's text holds neither NUL nor invalid UTF-8; changing such a value silently would lose it. */
function refuseBadTexts({ badTexts }: ColumnProfile, at: At): void {
  if (badTexts.nul + badTexts.invalid === 0) return
  const counts = [
    badTexts.nul > 0 ? `${badTexts.nul} with a NUL character` : '',
    badTexts.invalid > 0 ? `${badTexts.invalid} that are not valid UTF-8` : '',
  ]
  throw new LiteliftError('value-invalid-text', {
    subject: { ...at, rowid: String(badTexts.rowids[0]) },
    message: `${at.table}.${at.column} holds texts that PostgreSQL cannot store: ${counts.filter(Boolean).join(', ')} (rowids ${badTexts.rowids.join(', ')}).`,
    hint: 'Correct these cells in the file (they may be blobs or another encoding stored as text).',
  })
}
