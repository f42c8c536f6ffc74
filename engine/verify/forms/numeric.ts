import type { Form } from '../form.ts'

/**
 * numeric: the decimal number, whatever zeros it is written with. A REAL counts as its shortest decimal that reads
 * back as the same double.
 */
export const numericForm: Form = {
  input: null,
  fileSql: (column) => column,
  targetSql: (column) => column,
  fromFile(value, row) {
    const decimal = Buffer.isBuffer(value) ? null : canonicalDecimal(String(value).trim())
    if (decimal === null) row.unread(value)
    else row.text(decimal)
  },
  fromTarget(bytes, start, end, row) {
    const text = bytes.toString('latin1', start, end)
    row.text(canonicalDecimal(text) ?? text)
  },
}

/** money, whose output is its locale's: as the number that it is. */
export const moneyForm: Form = { ...numericForm, targetSql: (column) => `${column}::numeric` }

/** numeric(p,s) under a cast that rounds: half away from zero, as numeric does. */
export function roundedNumericForm(scale: number): Form {
  return {
    ...numericForm,
    fromFile(value, row) {
      const decimal = Buffer.isBuffer(value) ? null : canonicalDecimal(String(value).trim())
      if (decimal === null) row.unread(value)
      else row.text(/[ye]/.test(decimal) ? decimal : rounded(decimal, scale))
    },
  }
}

function rounded(decimal: string, scale: number): string {
  const sign = decimal.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  const up = fraction.charAt(scale) >= '5' ? 1n : 0n
  const units = (BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0')) + up).toString().padStart(scale + 1, '0')
  const point = units.length - scale
  return canonicalDecimal(`${sign}${units.slice(0, point)}.${units.slice(point)}`)!
}

/** Zeros written out before a number is given as digits and exponent instead. */
const WRITTEN_OUT = 400

/**
 * One text per number, without an exponent where that is reasonably short; null where the text is no decimal number.
 * Loops, because `/0+$/` takes quadratic time on a long row of zeros.
 */
export function canonicalDecimal(text: string): string | null {
  const match = NUMBER.exec(text)
  if (match === null) return text === 'Infinity' || text === '-Infinity' ? text : null
  const [, sign, whole = '', afterWhole, alone, exponentText] = match
  const fraction = afterWhole ?? alone ?? ''
  const all = whole + fraction
  let first = 0
  while (first < all.length && all.charCodeAt(first) === ZERO) first++
  let last = all.length
  while (last > first && all.charCodeAt(last - 1) === ZERO) last--
  if (first === last) return '0'
  const digits = all.slice(first, last)
  const exponent = Number(exponentText ?? 0) - fraction.length + (all.length - last)
  return (sign === '-' ? '-' : '') + written(digits, exponent)
}

const ZERO = 0x30
const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,9}))?$/

function written(digits: string, exponent: number): string {
  if (exponent >= 0) return exponent <= WRITTEN_OUT ? digits + '0'.repeat(exponent) : `${digits}e${exponent}`
  const point = digits.length + exponent
  if (point > 0) return `${digits.slice(0, point)}.${digits.slice(point)}`
  return -point <= WRITTEN_OUT ? `0.${'0'.repeat(-point)}${digits}` : `${digits}e${exponent}`
}
