import type { MomentForm } from '../../../../options/source-form.ts'
import { TEXT, type Row } from '../../../../source/pages/row.ts'
import { decimalAt, type Decimal } from '../decimal.ts'
import { picosOfIso } from './iso.ts'
import { type Picos, PICOS_OF_SECOND } from './picos.ts'
import { scalarText } from '../scalar-text.ts'

export type UnitForm = Exclude<MomentForm, 'iso' | 'yyyymmdd' | 'julian' | 'ole' | 'days-since-1970'>

/** A form's unit as a power of ten of a picosecond, and the seconds from its own day zero to 1970. */
const FORMS: Record<UnitForm, { power: number; origin: bigint }> = {
  'unix-s': { power: 12, origin: 0n },
  'unix-ms': { power: 9, origin: 0n },
  'unix-us': { power: 6, origin: 0n },
  'unix-ns': { power: 3, origin: 0n },
  // 2001-01-01: CFAbsoluteTime, NSDate, Core Data.
  apple: { power: 12, origin: -978_307_200n },
  // 1601-01-01: Chromium's base::Time, and Windows' FILETIME in units of 100 ns.
  webkit: { power: 6, origin: 11_644_473_600n },
  filetime: { power: 5, origin: 11_644_473_600n },
  // 0001-01-01: System.DateTime.Ticks, 100 ns.
  'dotnet-ticks': { power: 5, origin: 62_135_596_800n },
}

/** What no date between years 1 and 9999 reaches in any unit, so that no huge power is formed. */
const MOST_DIGITS = 40

/** A count of units since a form's day zero, or the ISO text that says the same without counting. */
export function unitPicos(row: Row, column: number, form: UnitForm): Picos {
  const decimal = decimalAt(row, column)
  const count = decimal === null ? null : countedPicos(decimal, form)
  if (count === 'too many') return 'is outside of the years 1 to 9999'
  if (count !== null) return count - FORMS[form].origin * PICOS_OF_SECOND
  const iso = row.kind[column] === TEXT ? picosOfIso(scalarText(row, column)) : null
  return iso ?? `is no number, as ${form} wants`
}

/** What so many units are. */
export function countedPicos({ digits, exponent }: Decimal, form: UnitForm): bigint | 'too many' {
  const shift = exponent + FORMS[form].power
  if (shift > MOST_DIGITS) return digits === 0n ? 0n : 'too many'
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const unit = 10n ** BigInt(-shift)
  const rest = ((digits % unit) + unit) % unit
  const floor = (digits - rest) / unit
  return rest === 0n ? floor : floor | 1n
}
