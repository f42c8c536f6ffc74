import { quoteLiteral } from '../../target/quote.ts'
import { asText } from '../affinity.ts'
import { nullTerm, operand, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/** GLOB with a literal pattern as an anchored regular expression; "C" so that ranges go by code point. */
export function glob(subject: Term, pattern: Term, not: boolean): Term {
  if (subject.kind === 'null' || pattern.kind === 'null') return nullTerm()
  if (typeof pattern.value !== 'string') return reject('GLOB has a pattern that is no literal text')
  const text = asText(subject)
  const sql = `${operand(text)} COLLATE "C" ${not ? '!~' : '~'} ${quoteLiteral(regularExpression(pattern.value))}`
  return operation('boolean', sql, { nullable: text.nullable })
}

function regularExpression(pattern: string): string {
  let expression = '^'
  const characters = Array.from(pattern)
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!
    if (character === '*') expression += '.*'
    else if (character === '?') expression += '.'
    else if (character === '[') {
      const { end, sql } = bracket(characters, i + 1)
      expression += sql
      i = end
    } else expression += literal(character)
  }
  return `${expression}$`
}

/** `[abc]`, `[a-z]`, `[^abc]`; a `]` that comes first is a member (SQLite's patternCompare). */
function bracket(characters: string[], start: number): { end: number; sql: string } {
  let i = start
  const inverted = characters[i] === '^'
  if (inverted) i++
  const members: string[] = []
  for (let first = true; first || characters[i] !== ']'; first = false) {
    const member = characters[i]
    if (member === undefined) return reject('a GLOB pattern has a [ without its ]')
    const last = characters[i + 2]
    if (characters[i + 1] === '-' && last !== undefined && last !== ']') {
      if (last < member) return reject('a GLOB pattern has a range that runs backwards')
      members.push(`${escaped(member)}-${escaped(last)}`)
      i += 3
    } else {
      members.push(escaped(member))
      i++
    }
  }
  return { end: i, sql: `[${inverted ? '^' : ''}${members.join('')}]` }
}

function escaped(member: string): string {
  return /[A-Za-z0-9]/.test(member) || member > '\x7f' ? member : `\\${member}`
}

function literal(character: string): string {
  return /[.*+?^${}()|[\]\\]/.test(character) ? `\\${character}` : character
}
