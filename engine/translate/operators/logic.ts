import { unboolean } from '../column.ts'
import { booleanLiteral, describe, operand, operation, type Term } from '../term.ts'
import { numberOf } from '../literals.ts'
import { reject } from '../untranslatable.ts'

/** A value as a condition: true when it is a number other than 0, NULL when it is NULL. */
export function truthOf(term: Term): Term {
  const { value } = term
  if (term.kind === 'null') return operation('boolean', 'NULL::boolean', { atom: true })
  if (typeof value === 'bigint' || typeof value === 'number') return booleanLiteral(Number(value) !== 0)
  if (typeof value === 'string') {
    const number = numberOf(value)
    return number ? truthOf(number) : reject('a text stands as a condition')
  }
  if (term.kind === 'boolean') return { ...term, affinity: null, collation: null }
  if (term.kind !== 'integer' && term.kind !== 'real' && term.kind !== 'number')
    return reject(`${describe(term)} stands as a condition`)
  return operation('boolean', `${operand(unboolean(term))} <> 0`, { nullable: term.nullable })
}

/** AND and OR have the same three-valued logic on both sides. */
export function conjunction(left: Term, operator: 'AND' | 'OR', right: Term): Term {
  return operation('boolean', `${operand(left)} ${operator} ${operand(right)}`, {
    nullable: left.nullable || right.nullable,
  })
}
