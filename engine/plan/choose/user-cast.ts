import { LiteliftError } from '../../errors.ts'
import { formGives, typeOfForm } from '../../options/source-form.ts'
import { parseType } from '../../types/postgres-type.ts'
import type { ColumnPlan } from '../plan.ts'
import type { PlacedColumn } from '../place/place-columns.ts'
import type { Placement } from '../place/placement.ts'
import type { UserCast } from '../place/user-options.ts'
import { stagingOf } from './fit-target.ts'
import type { TypeChoice } from './type-choice.ts'

type ColumnCast = Pick<ColumnPlan, 'type' | 'encoded' | 'into' | 'cast' | 'from' | 'round' | 'reason'>

/** A cast that overrules the choice of a type. Whether the values fit is seen when they are staged: what does not is rejected. */
export function newCast({ type, from, round }: UserCast): TypeChoice {
  // The options were checked: without a type the form has one.
  const target = parseType(type ?? typeOfForm(from!)!)!
  return { type: target.sql, cast: 'checked', from, round, reason: reasonOf(from) }
}

/**
 * A cast into a column that exists, whose type rules: the user's can only be the same.
 * @throws LiteliftError `option-invalid` where type or form do not suit the column
 */
export function existingCast({ table, name }: Placement, { column, choices, into }: PlacedColumn): ColumnCast {
  const { type, from, round } = choices.cast!
  const staging = stagingOf(into!)
  const target = parseType(into!.under)
  const wanted = type === null ? null : parseType(type)
  const isSame = wanted === null || (wanted.name === target?.name && wanted.isArray === target.isArray)
  const isRead = from === null || (target === null ? from === staging.from : formGives(from, target))
  if (!isSame || !isRead) {
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
    reason: `${reasonOf(from)}; the existing column is ${into!.type}`,
  }
}

function reasonOf(from: UserCast['from']): string {
  return from === null ? 'your cast' : `your cast from ${from}`
}
