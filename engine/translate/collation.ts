import { atom, cast, operand, operation, textLiteral, type Term } from './term.ts'
import { reject } from './untranslatable.ts'

/** The collation of a comparison: an explicit one, left first; else that of the left column, then the right (datatype3.html §7.1). */
export function comparisonCollation(left: Term, right: Term): string {
  if (left.kind === 'text' || right.kind === 'text') refuseHidden(left, right)
  const explicit = [left, right].find((term) => term.collation?.explicit)
  return (explicit ?? [left, right].find((term) => term.collation))?.collation?.name ?? 'BINARY'
}

/**
 * A text so that PostgreSQL's = agrees with SQLite's under the collation. BINARY needs nothing: equality is bytewise under
 * every deterministic collation. NOCASE folds ASCII only, which is what lower() does under "C".
 */
export function collatedEquality(term: Term, collation: string): Term {
  switch (collation) {
    case 'BINARY':
      return term
    case 'NOCASE':
      return folded(term)
    case 'RTRIM':
      return atom('text', `rtrim(${term.sql}, ' ')`, { nullable: term.nullable })
    default:
      return reject(`the collation ${collation} is not known`)
  }
}

/** The same for order: BINARY compares bytes, as "C" does. */
export function collatedOrder(term: Term, collation: string): Term {
  const side = collatedEquality(term, collation)
  if (collation === 'NOCASE') return side
  return operation('text', `${operand(side)} COLLATE "C"`, { nullable: side.nullable })
}

/** The text with A–Z as a–z. */
export function folded(term: Term): Term {
  if (typeof term.value === 'string') return textLiteral(term.value.replace(/[A-Z]/g, (letter) => letter.toLowerCase()))
  const text = term.type === 'text' || term.type === 'varchar' ? operand(term) : cast(term, 'text')
  return atom('text', `lower(${text} COLLATE "C")`, { nullable: term.nullable })
}

/** For the arguments of functions and operators that give a text: an explicit COLLATE would reach up from them. */
export function plainlyCollated(...terms: Term[]): void {
  refuseHidden(...terms)
  if (terms.some((term) => term.collation?.explicit)) reject('a COLLATE within a larger expression')
}

function refuseHidden(...terms: Term[]): void {
  if (terms.some((term) => term.hidesCollation && term.kind !== 'boolean'))
    reject('a COLLATE within a larger expression')
}
