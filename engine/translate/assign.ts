import { Buffer } from 'node:buffer'
import { quoteLiteral } from '../target/quote.ts'
import { INTEGER_LIMIT, type IntegerType } from '../types/limits.ts'
import { asText } from './affinity.ts'
import { unboolean } from './column.ts'
import { numberOf } from './literals.ts'
import { assignMoment } from './dates/assign-moment.ts'
import { baseType, typeArguments } from '../types/postgres-type.ts'
import {
  atom,
  blobLiteral,
  booleanLiteral,
  describe,
  integerLiteral,
  isNumeric,
  operand,
  operation,
  realLiteral,
  type Term,
} from './term.ts'
import { reject } from './untranslatable.ts'
import { isDate } from './dates/written.ts'

/**
 * A value stored in a column of a PostgreSQL type: SQLite's affinity for such a column, then the conversion that the
 * column's other values went through. Rejects what the type could not hold unchanged.
 */
export function assign(term: Term, columnType: string): Term {
  if (term.kind === 'null') return term
  const type = baseType(columnType)
  const moment = term.moment ? assignMoment(term, type) : null
  if (moment) return moment
  switch (type) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return toInteger(numeric(term), type)
    case 'double precision':
      return toDouble(numeric(term))
    case 'numeric':
      return toNumeric(numeric(term), typeArguments(columnType))
    case 'boolean':
      return toBoolean(term)
    case 'text':
      return asText(term)
    case 'varchar':
      return toVarchar(asText(term), typeArguments(columnType)[0])
    case 'bytea':
      return toBytes(term)
    default:
      return toForm(term, type)
  }
}

/** A text that is a number becomes one in a column of numbers. */
function numeric(term: Term): Term {
  const number = term.number ?? (typeof term.value === 'string' ? numberOf(term.value) : null) ?? term
  return isNumeric(number) ? unboolean(number) : reject(`${describe(term)} in a column of numbers`)
}

function toInteger(term: Term, type: IntegerType): Term {
  if (typeof term.value === 'number') {
    if (!Number.isInteger(term.value) || Math.abs(term.value) > 2 ** 53)
      return reject('a fraction in a column of integers')
    return toInteger(integerLiteral(BigInt(term.value)), type)
  }
  if (term.kind !== 'integer') return reject('a real in a column of integers')
  const { value } = term
  if (typeof value === 'bigint' && (value >= INTEGER_LIMIT[type] || value < -INTEGER_LIMIT[type]))
    return reject(`${value} does not fit ${type}`)
  return term
}

function toDouble(term: Term): Term {
  const { value } = term
  if (typeof value === 'bigint' && BigInt(Number(value)) !== value)
    return reject(`${value} is not exact in double precision`)
  if (typeof value === 'number')
    return Number.isFinite(value) ? operation('real', String(value), { value }) : realLiteral(value)
  return term
}

function toNumeric(term: Term, [precision, scale = 0]: number[]): Term {
  const { value } = term
  if (typeof value === 'bigint' || typeof value === 'number') {
    const digits = decimalDigits(value)
    const [whole = '', fraction = ''] = digits.replace('-', '').split('.')
    const fits =
      precision === undefined || (whole.replace(/^0+/, '').length <= precision - scale && fraction.length <= scale)
    return fits
      ? operation('number', digits, { type: 'numeric', value })
      : reject(`${digits} does not fit numeric(${precision},${scale})`)
  }
  if (term.kind === 'integer') return term
  if (term.inexact) return reject('a computed number may be rounded past 2^53')
  if (precision !== undefined) return reject('a computed number in a column of decimals of fixed scale')
  // The cast from double precision keeps 15 digits only; the text has as many as the value needs.
  return term.type === 'numeric' ? term : atom('number', `${operand(term)}::text::numeric`, { type: 'numeric' })
}

function decimalDigits(value: bigint | number): string {
  const digits = String(value)
  return /^-?\d+(\.\d+)?$/.test(digits) ? digits : reject(`the number ${digits} in a column of decimals`)
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['t', true],
  ['true', true],
  ['f', false],
  ['false', false],
])

function toBoolean(term: Term): Term {
  if (term.kind === 'boolean' && term.value === undefined) return term
  if (typeof term.value === 'string') {
    const word = WORDS.get(term.value.toLowerCase())
    if (word !== undefined) return booleanLiteral(word)
  }
  const number = typeof term.value === 'string' ? numberOf(term.value) : term
  const value = Number(number?.value ?? Number.NaN)
  return value === 0 || value === 1 ? booleanLiteral(value === 1) : reject(`${describe(term)} in a column of booleans`)
}

function toVarchar(term: Term, length: number | undefined): Term {
  if (length === undefined || typeof term.value !== 'string') return term
  const characters = Array.from(term.value).length
  return characters <= length ? term : reject(`a text of ${characters} characters in a varchar(${length})`)
}

/** Texts in a column of blobs became their UTF-8 bytes. */
function toBytes(term: Term): Term {
  if (term.kind === 'blob') return term
  const { value } = asText(term)
  return typeof value === 'string' ? blobLiteral(Buffer.from(value)) : reject(`${describe(term)} in a column of bytes`)
}

const FORMS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', isDate],
  ['time', (text: string) => isTime(text)],
  ['timestamp', (text: string) => isTimestamp(text)],
  ['timestamptz', (text: string) => isTimestamp(text.replace(/(Z|[+-]\d{2}:\d{2})$/, ''))],
  ['uuid', (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)],
  ['jsonb', isJson],
])

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text)
}

function isTimestamp(text: string): boolean {
  return isDate(text.slice(0, 10)) && (text.length === 10 || (/^[ T]$/.test(text[10]!) && isTime(text.slice(11))))
}

function isJson(text: string): boolean {
  if (/\\u(0000|d[89a-f])/i.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A literal in the form of the type. A computed text is given to the type's own input, which refuses what is none. */
function toForm(term: Term, type: string): Term {
  if (term.kind === type) return term
  const form = FORMS.get(type)
  if (!form) return reject(`${describe(term)} in a column of type ${type}`)
  if (typeof term.value === 'string') {
    if (!form(term.value)) return reject(`the text is no ${type}`)
    // SQLite takes a timestamp without zone as UTC; PostgreSQL would take it in the session's.
    const zone = type === 'timestamptz' && !/(Z|[+-]\d{2}:\d{2})$/.test(term.value) ? '+00' : ''
    return atom('text', `${quoteLiteral(term.value + zone)}::${type}`)
  }
  if (type === 'uuid' && term.kind === 'text') return atom('uuid', `${operand(term)}::uuid`)
  return reject(`${describe(term)} in a column of type ${type}`)
}
