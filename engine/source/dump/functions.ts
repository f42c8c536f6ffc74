import { Refusal } from './refusal.ts'
import { replaced } from './replaced.ts'
import { Tokens } from './tokens.ts'

/** replace() within replace(): one for each of the characters that a dump may write so. */
const MOST_NESTED = 4

/**
 * Reads a call of the functions that `.dump` writes texts with: `unistr('…')`, `replace(replace('…','\n',char(10)),'\r',char(13))`,
 * `char(10)`, `CAST(X'…' AS TEXT)`. Nothing that they make is longer than what they are made of.
 * @returns the text, as characters or, where `isBytes`, as latin1 shows bytes; or its bytes; and where the call ends
 * @throws Refusal for any other expression
 */
export function readFunction(sql: string, at: number, isBytes: boolean): { value: string | Buffer; end: number } {
  const tokens = new Tokens(sql)
  tokens.at = at
  const value = tokens.take('CAST') ? blobAsText(tokens) : textOf(tokens, isBytes, 0)
  return { value, end: tokens.at }
}

function blobAsText(tokens: Tokens): Buffer {
  const digits = tokens.take('(', 'X') ? tokens.next() : null
  if (digits?.kind !== 'quoted' || !tokens.take('AS', 'TEXT', ')')) throw noLiteral('CAST')
  return blobOf(digits.value)
}

/** @throws Refusal for what is no pairs of hexadecimal digits */
export function blobOf(digits: string): Buffer {
  const blob = Buffer.from(digits, 'hex')
  // Where Buffer meets something else it stops.
  if (blob.length * 2 !== digits.length) throw new Refusal('has a blob that is no pairs of hexadecimal digits')
  return blob
}

function textOf(tokens: Tokens, isBytes: boolean, depth: number): string {
  const { kind, value, text } = tokens.next()
  if (kind === 'quoted' && text.startsWith("'")) return value
  if (depth > MOST_NESTED || !tokens.take('(')) throw noLiteral(text)
  const encode = (found: string) => (isBytes ? Buffer.from(found).toString('latin1') : found)
  const result = call(value, text, tokens, (more) => textOf(tokens, isBytes, depth + more), encode)
  if (!tokens.take(')')) throw noLiteral(text)
  return result
}

function call(
  name: string,
  text: string,
  tokens: Tokens,
  argument: (depth: number) => string,
  encode: (text: string) => string,
): string {
  switch (name) {
    case 'UNISTR':
      return unistr(argument(1), encode)
    case 'CHAR':
      return characters(tokens, encode)
    case 'REPLACE': {
      const whole = argument(1)
      const [old, fresh] = [nextArgument(tokens, argument), nextArgument(tokens, argument)]
      if (fresh.length > old.length) throw new Refusal('has a value that replace() makes longer')
      return old === '' ? whole : replaced(whole, old, fresh)
    }
    default:
      throw noLiteral(text)
  }
}

function nextArgument(tokens: Tokens, argument: (depth: number) => string): string {
  if (!tokens.take(',')) throw noLiteral('replace')
  return argument(1)
}

function characters(tokens: Tokens, encode: (text: string) => string): string {
  let digits = ''
  while (/^\d$/.test(tokens.peek().value)) digits += tokens.next().value
  return encode(character(digits === '' ? NaN : Number(digits)))
}

/** Escapes as unistr() reads them (lang_corefunc.html). */
function unistr(text: string, encode: (text: string) => string): string {
  return text.replace(
    /\\(?:\\|u?([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6})|U([0-9a-fA-F]{8})|)/g,
    (escape: string, four?: string, six?: string, eight?: string) =>
      escape === '\\\\' ? '\\' : encode(character(parseInt(four ?? six ?? eight ?? '', 16))),
  )
}

function character(code: number): string {
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new Refusal('has a character that is none')
  return String.fromCodePoint(code)
}

function noLiteral(name: string): Refusal {
  return new Refusal(`has a value that is no literal, at ${name.slice(0, 40)}`)
}
