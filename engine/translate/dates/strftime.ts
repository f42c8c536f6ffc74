import { quoteLiteral } from '../../target/quote.ts'
import { reject } from '../untranslatable.ts'

/** A strftime conversion as a to_char pattern, and as IMMUTABLE SQL of a timestamp, which to_char is not. */
interface Conversion {
  pattern: string
  immutable?: (at: string) => string
}

const field = (name: string, width: number) => (at: string) =>
  `lpad(extract(${name} from ${at})::integer::text, ${width}, '0')`
const second = (at: string) => `lpad(trunc(extract(second from ${at}))::integer::text, 2, '0')`

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['Y', { pattern: 'YYYY', immutable: field('year', 4) }],
  ['m', { pattern: 'MM', immutable: field('month', 2) }],
  ['d', { pattern: 'DD', immutable: field('day', 2) }],
  ['H', { pattern: 'HH24', immutable: field('hour', 2) }],
  ['M', { pattern: 'MI', immutable: field('minute', 2) }],
  ['S', { pattern: 'SS', immutable: second }],
  ['f', { pattern: 'SS.MS' }],
  ['j', { pattern: 'DDD', immutable: field('doy', 3) }],
  ['I', { pattern: 'HH12' }],
  ['p', { pattern: 'AM' }],
  ['P', { pattern: 'am' }],
  ['u', { pattern: 'ID', immutable: (at) => `extract(isodow from ${at})::integer::text` }],
  ['G', { pattern: 'IYYY' }],
  ['V', { pattern: 'IW' }],
])

const SHORTHANDS: Record<string, string> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M' }

/** `format` applied to `at`, SQL of a timestamp without zone. */
export function formatted(format: string, at: string, immutable: boolean): string {
  const parts = split(format.replace(/%([FTR])/g, (_, letter: string) => SHORTHANDS[letter]!))
  if (!immutable) return `to_char(${at}, ${quoteLiteral(parts.map(toPattern).join(''))})`
  const pieces = parts.map(({ letter, text }) => {
    if (letter === null) return quoteLiteral(text)
    if (letter === 'w') return `extract(dow from ${at})::integer::text`
    return conversion(letter).immutable?.(at) ?? reject(`strftime() with %${letter}`)
  })
  return pieces.length === 0 ? "''" : pieces.join(' || ')
}

function toPattern({ letter, text }: Part): string {
  if (letter !== null) return conversion(letter).pattern
  // Between double quotes to_char takes text as it is, but for the quote and the backslash.
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function conversion(letter: string): Conversion {
  const known = CONVERSIONS.get(letter)
  return known ?? reject(`strftime() with %${letter}`)
}

interface Part {
  letter: string | null
  text: string
}

function split(format: string): Part[] {
  const parts: Part[] = []
  for (const [, letter, text] of format.matchAll(/%([\s\S])|([^%]+|%$)/g)) {
    const plain = letter === '%' ? '%' : text
    const last = parts.at(-1)
    if (plain === undefined) parts.push({ letter: letter!, text: '' })
    else if (plain === '%' && letter === undefined) reject('strftime() with a % at the end')
    else if (last?.letter === null) last.text += plain
    else parts.push({ letter: null, text: plain })
  }
  return parts
}
