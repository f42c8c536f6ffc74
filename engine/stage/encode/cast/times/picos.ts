/**
 * Picoseconds of UTC since 1970, or of a day, or of a duration; or why the value is none. Finer digits than that are kept as
 * one picosecond more, which no value that is read here is a multiple of: enough to round once, and right.
 */
export type Picos = bigint | string

export const PICOS_OF_SECOND = 10n ** 12n
const DIGITS = 12

/** The fraction of a second as picoseconds, from its digits. */
export function fractionPicos(digits: string): bigint {
  const kept = BigInt(digits.slice(0, DIGITS).padEnd(DIGITS, '0'))
  return /[1-9]/.test(digits.slice(DIGITS)) ? kept | 1n : kept
}

/** Microseconds with so many digits of the second; or why there are none, where `round` does not allow to round. */
export function microsOf(picos: bigint, fraction: number, round: boolean): bigint | string {
  const unit = 10n ** BigInt(DIGITS - fraction)
  const rest = ((picos % unit) + unit) % unit
  const floor = picos - rest
  if (rest === 0n) return floor / 1_000_000n
  if (!round) return fraction === 6 ? TOO_FINE : tooFineFor(fraction)
  return (rest * 2n >= unit ? floor + unit : floor) / 1_000_000n
}

/** Why a moment is refused that PostgreSQL would have to round. */
const TOO_FINE = 'is finer than a microsecond; the option round rounds it'

function tooFineFor(fraction: number): string {
  const kept = fraction === 0 ? 'whole seconds' : `${fraction} digits of the second`
  return `is finer than ${kept}; the option round rounds it`
}
