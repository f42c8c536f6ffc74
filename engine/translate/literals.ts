import { withoutEnd } from '../without-end.ts'
import type { Expr, Literal } from 'sqlite3-parser'
import { blobLiteral, integerLiteral, nullTerm, realLiteral, textLiteral, type Term } from './term.ts'
import { reject } from './untranslatable.ts'

type LiteralOf<Name> = Extract<Literal, { type: Name }>

/** NULL, a number, a text or a blob. CURRENT_TIMESTAMP and its kin are the business of now.ts. */
export const LITERALS = {
  NullLiteral: () => nullTerm(),
  NumericLiteral: ({ value }: LiteralOf<'NumericLiteral'>) => numericLiteral(value),
  StringLiteral: ({ value }: LiteralOf<'StringLiteral'>) => textLiteral(value),
  BlobLiteral: ({ bytes }: LiteralOf<'BlobLiteral'>) => blobLiteral(bytes),
  KeywordLiteral: ({ value }: LiteralOf<'KeywordLiteral'>) => reject(`the keyword ${value} as a value`),
}

/** The digits of a plain whole number, as LIMIT and the bounds of a window's frame take them; null for anything else. */
export function plainNumber(expr: Expr): string | null {
  return expr.type === 'NumericLiteral' && /^\d{1,18}$/.test(expr.value) ? expr.value : null
}

const LARGEST = 9223372036854775807n

/** Digits past 64 bits are a REAL; hexadecimal is 64-bit two's complement (lang_expr.html §3). */
export function numericLiteral(source: string): Term {
  const text = source.replaceAll('_', '')
  if (/^0x[0-9a-f]+$/i.test(text)) {
    const value = BigInt(text)
    if (value > 0xffffffffffffffffn) reject('a hexadecimal number has more than 64 bits')
    return integerLiteral(BigInt.asIntN(64, value))
  }
  if (/^\d+$/.test(text) && BigInt(text) <= LARGEST) return integerLiteral(BigInt(text))
  return realLiteral(Number(text))
}

/** `-x` of a literal; null when x is none. -9223372036854775808 is an integer although its digits alone are not. */
export function negativeLiteral(term: Term): Term | null {
  if (term.kind === 'integer' && typeof term.value === 'bigint' && term.value > -LARGEST - 1n)
    return integerLiteral(-term.value)
  if (term.kind === 'real' && typeof term.value === 'number') {
    return term.value === 9223372036854775808 && term.atom ? integerLiteral(-LARGEST - 1n) : realLiteral(-term.value)
  }
  return null
}

/** What a text becomes under numeric affinity: a number where the whole text is a well-formed one, else null (datatype3.html §3). */
export function numberOf(text: string): Term | null {
  const trimmed = withoutEnd(text.replace(/^[ \t\n\v\f\r]+/, ''), ' \t\n\v\f\r')
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null
  if (/^[+-]?\d+$/.test(trimmed)) {
    const value = BigInt(trimmed)
    if (value >= -LARGEST - 1n && value <= LARGEST) return integerLiteral(value)
  }
  const real = Number(trimmed)
  // '12.0' and '1e3' become integers as long as a double holds them exactly.
  return Number.isInteger(real) && Math.abs(real) < 2 ** 51 ? integerLiteral(BigInt(real)) : realLiteral(real)
}

/** An integer or a short real as SQLite writes it as text; null where its digits depend on SQLite's version. */
export function textOfNumber(value: bigint | number): string | null {
  if (typeof value === 'bigint') return String(value)
  const digits = String(value)
  if (!/^-?\d{1,15}(\.\d{1,14})?$/.test(digits) || digits.replace(/\D/g, '').length > 15 || Object.is(value, -0))
    return null
  return digits.includes('.') ? digits : `${digits}.0`
}
