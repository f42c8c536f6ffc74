import { LiteliftError } from '../../errors.ts'
import { formGives, typeOfForm } from '../../options/source-form.ts'
import { baseType, parseType } from '../../types/postgres-type.ts'
import type { ColumnPlan } from '../plan.ts'
import type { ExistingColumn } from '../../target/existing.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import type { UserCast } from '../place/declared-casts.ts'
import { stagingOf } from './fit-target.ts'
import type { ColumnProfile } from '../../source/profile/profile.ts'
import { byFamily } from './by-values/by-family.ts'
import type { Family } from './family.ts'
import type { TypeChoice } from './type-choice.ts'

type ColumnCast = Pick<ColumnPlan, 'type' | 'encoded' | 'into' | 'cast' | 'from' | 'round' | 'reason'>

/**
 * The cast that the options say of a column. Into a column that exists only what was said of that very column is meant by its
 * type; what was said of a declared type still tells how its values are read, where that leads to the column's type.
 */
export function castOf({ choices: { cast, durations }, into }: PlacedColumn): UserCast | null {
  if (durations !== null && into !== null && baseType(into.under) === 'interval') return durations
  if (cast === null || into === null || cast.by === 'column') return cast
  const reading = { ...cast, type: null }
  return (cast.from !== null || cast.round) && leadsTo(reading, into) ? reading : null
}

/** Types that values alone can show to fit, by the family that asks for them. */
const SHOWN = ['boolean', 'date', 'timestamp', 'timestamptz', 'time', 'uuid'] as const

/** The family of a cast by declared type whose values the profile can show to fit; null for a cast of a column and one with a form. */
export function familyOfCast({ by, type, from, round }: UserCast): (Family & { name: (typeof SHOWN)[number] }) | null {
  if (by === 'column' || from !== null || round || type === null) return null
  const wanted = parseType(type)?.sql
  const name = SHOWN.find((one) => one === wanted)
  return name === undefined ? null : { name }
}

/**
 * A cast by declared type where the profile shows that every value fits: as the type would be chosen without it, so that checks, indexes and views
 * know what the column holds. Null where it has to look at every value.
 */
export function shownCast(cast: UserCast, values: ColumnProfile): TypeChoice | null {
  const family = familyOfCast(cast)
  const choice = family && byFamily(family, values, null)
  if (!choice || choice.type !== family.name) return null
  return { type: choice.type, cast: choice.cast, reason: reasonOf({ ...cast, from: null, round: false }) }
}

/** A cast that overrules the choice of a type. Whether the values fit is seen when they are staged: what does not is rejected. */
export function newCast({ type, from, round, named, by }: UserCast): TypeChoice {
  if (named !== null) {
    const staging = stagingOf(named)
    const how = { encoded: staging.encoded, into: staging.into, cast: 'checked' as const, round }
    return {
      ...how,
      type: staging.into ?? staging.type,
      from: from ?? staging.from,
      reason: reasonOf({ by, from, round }),
    }
  }
  // The options were checked: without a type the form has one.
  const target = parseType(type ?? typeOfForm(from!)!)!
  return { type: target.sql, cast: 'checked', from, round, reason: reasonOf({ by, from, round }) }
}

/**
 * A cast into a column that exists, whose type rules: the user's can only be the same.
 * @throws LiteliftError `option-invalid` where type or form do not suit the column
 */
export function existingCast({ table, name }: Placement, { column, into }: PlacedColumn, cast: UserCast): ColumnCast {
  const { type, from, round, by } = cast
  const staging = stagingOf(into!)
  if (!leadsTo(cast, into!)) {
    throw new LiteliftError('option-invalid', {
      subject: { table: table.name, column: column.name },
      message: `The cast of ${table.name}.${column.name} (${[type, from].filter(Boolean).join(' from ')}) does not lead to ${into!.type}, the type of ${name}.${into!.name} in the target.`,
      hint: 'Cast to the type of the existing column, or drop the cast, or use mode replace.',
    })
  }
  return {
    ...staging,
    cast: 'checked',
    from: from ?? staging.from,
    round,
    reason: `${reasonOf({ by, from, round })}; existing column`,
  }
}

function leadsTo({ type, from, named }: UserCast, into: ExistingColumn): boolean {
  const target = parseType(into.under)
  const wanted = type === null ? null : parseType(type)
  const isSame =
    type === null ||
    named?.bare === into.bare ||
    (wanted !== null && wanted.name === target?.name && wanted.isArray === target.isArray)
  return isSame && (from === null || (target === null ? from === stagingOf(into).from : formGives(from, target)))
}

function reasonOf({ by, from, round }: Pick<UserCast, 'by' | 'from' | 'round'>): string {
  const said = by === 'column' ? 'your cast' : by === 'types' ? 'your types' : `preset ${by}`
  return `${said}${from === null ? '' : ` from ${from}`}${round ? ', what is finer is rounded' : ''}`
}
