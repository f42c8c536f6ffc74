import type { MomentForm } from '../../../options/source-form.ts'
import type { Row } from '../../../source/pages/row.ts'
import { decimalAt } from './decimal.ts'
import { TOO_FINE, type Micros } from './micros.ts'

export type UnitForm = Exclude<MomentForm, 'iso' | 'julian' | 'ole'>

/** A form's unit as a power of ten of a microsecond, and the seconds from its own day zero to 1970. */
const FORMS: Record<UnitForm, { power: number; origin: bigint }> = {
  'unix-s': { power: 6, origin: 0n },
  'unix-ms': { power: 3, origin: 0n },
  'unix-us': { power: 0, origin: 0n },
  'unix-ns': { power: -3, origin: 0n },
  // 2001-01-01: CFAbsoluteTime, NSDate, Core Data.
  apple: { power: 6, origin: -978_307_200n },
  // 1601-01-01: Chromium's base::Time, and Windows' FILETIME in units of 100 ns.
  webkit: { power: 0, origin: 11_644_473_600n },
  filetime: { power: -1, origin: 11_644_473_600n },
  // 0001-01-01: System.DateTime.Ticks, 100 ns.
  'dotnet-ticks': { power: -1, origin: 62_135_596_800n },
}

/** What no date between years 1 and 9999 reaches in any unit, so that no huge power is formed. */
const MOST_DIGITS = 40

/** A count of units since a form's day zero; exact, and halves up where `round` allows it. */
export function unitMicros(row: Row, column: number, form: UnitForm, round: boolean): Micros {
  const decimal = decimalAt(row, column)
  if (decimal === null) return `is no number, as ${form} wants`
  const { power, origin } = FORMS[form]
  const exponent = decimal.exponent + power
  if (exponent > MOST_DIGITS) return decimal.digits === 0n ? -origin * 1_000_000n : 'is outside of the years 1 to 9999'
  const micros =
    exponent >= 0 ? decimal.digits * 10n ** BigInt(exponent) : divided(decimal.digits, 10n ** BigInt(-exponent), round)
  return micros === null ? TOO_FINE : micros - origin * 1_000_000n
}

/** The quotient; null where it has a fraction that may not be rounded. */
function divided(digits: bigint, unit: bigint, round: boolean): bigint | null {
  const rest = ((digits % unit) + unit) % unit
  const floor = (digits - rest) / unit
  if (rest === 0n) return floor
  return round ? (rest * 2n >= unit ? floor + 1n : floor) : null
}
