import { counted } from '../../../counted.ts'
import type { ColumnProfile } from '../../../source/profile/profile.ts'
import type { TypeChoice } from '../type-choice.ts'

interface Declared {
  precision: number | null
  scale: number
}

/** `numeric(p,s)` where nothing is rounded, else `numeric`: numeric(1,1) cannot hold 4.5. */
export function decimal(declared: Declared, profile: ColumnProfile): TypeChoice {
  const { precision, scale } = declared
  const { wholeDigits, fractionDigits, infinities } = profile
  const type = numericType(declared)
  if (precision === null) return { type, cast: 'numeric', reason: 'declared without precision' }
  const fits = wholeDigits <= precision - scale && fractionDigits <= scale
  if (fits && infinities === 0) return { type, cast: 'numeric', reason: 'declared; every value fits without rounding' }
  const message = fits
    ? `${counted(infinities, 'infinity', 'infinities')} among the values, which ${type} does not hold; the column becomes numeric.`
    : `Values have up to ${counted(wholeDigits, 'digit')} before and ${fractionDigits} after the point, more than ${type} holds; the column becomes numeric.`
  return {
    type: 'numeric',
    cast: 'numeric',
    reason: `values do not fit ${type} without rounding`,
    note: { code: 'type-widened', message },
  }
}

export function numericType({ precision, scale }: Declared): string {
  return precision === null ? 'numeric' : `numeric(${precision},${scale})`
}
