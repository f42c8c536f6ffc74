import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import { baseType } from '../../types/postgres-type.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import type { ColumnPlan } from '../plan.ts'
import { noteGuidOrder } from './by-values/note-guid-order.ts'
import { valuesHeld } from './by-values/values-held.ts'
import { type Fit, fitTarget } from './fit-target.ts'
import { insteadOfNull } from './instead-of-null.ts'
import { textRulesOf } from './text-rules-of.ts'
import { castOf, existingCast } from './user-cast.ts'
import { widerType, wideningNote } from './wider-type.ts'

/** Where notes on a column belong. Names are those of the file. */
export interface At {
  table: string
  column: string
}

/** How a column of the file gets into one that exists, whose type rules unless it may be widened. */
export function existingColumn(
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
  const ofWidening = widened === null ? [] : [wideningNote(`${placement.name}.${name}`, widened, at)]
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
  const onlyRounds = said !== null && said.type === null && said.from === null
  if (said && !onlyRounds) {
    const cast = existingCast(placement, { ...placed, into }, said)
    return { column: { ...common, ...cast, ...textRulesOf(placed, values, cast.type) }, notes: ofWidening }
  }
  const { read, ...fit } = onlyRounds ? rounding(fitTarget(placed, into, values)) : fitTarget(placed, into, values)
  const numbers = read?.numbers ?? null
  const message = `Numbers in ${placement.table.name}.${column.name} were read as ${numbers?.are}.`
  return {
    column: {
      ...common,
      ...fit,
      round: onlyRounds,
      ...textRulesOf(placed, values, fit.encoded),
      reason: [
        onlyRounds ? 'your cast, what is finer is rounded' : '',
        wide === null ? 'existing column' : `existing column, widened from ${placed.into!.type}`,
        fit.cast === 'checked' && !onlyRounds && read === null && holdsValues(values)
          ? `each of ${valuesHeld(values)} is checked`
          : '',
      ]
        .filter(Boolean)
        .join('; '),
    },
    notes: [
      ...guidNote(fit, values, at),
      ...ofWidening,
      ...(numbers === null ? [] : [{ code: numbers.code, ...at, message }]),
    ],
  }
}

/** Each value is looked at, in the reading that all of them show. */
function rounding(fit: Fit): Fit {
  const { read } = fit
  return { ...fit, cast: 'checked', from: fit.from ?? (read === null || read.form === 'iso' ? null : read.form) }
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

function holdsValues({ integers, reals, texts, blobs }: ColumnProfile): boolean {
  return integers + reals + texts + blobs > 0
}
