import type { Affinity } from '../source/schema/schema.ts'
import { unboolean } from './column.ts'
import { numberOf, textOfNumber } from './literals.ts'
import { atom, cast, describe, isNumeric, textLiteral, type Term } from './term.ts'
import { reject } from './untranslatable.ts'
import { writtenBy } from './dates/written.ts'

/** The affinity that a comparison applies to both its sides (datatype3.html §4.2, sqlite3CompareAffinity). */
export function comparisonAffinity(left: Affinity | null, right: Affinity | null): Affinity {
  if (left !== null && right !== null) return isNumericAffinity(left) || isNumericAffinity(right) ? 'numeric' : 'blob'
  return left ?? right ?? 'blob'
}

function isNumericAffinity(affinity: Affinity): boolean {
  return affinity === 'integer' || affinity === 'real' || affinity === 'numeric'
}

/** A side of a comparison after the comparison's affinity was applied to it. */
export function applyAffinity(term: Term, affinity: Affinity): Term {
  if (affinity === 'blob' || term.kind === 'null') return term
  if (affinity === 'text') return isNumeric(term) ? asText(term) : term
  if (term.kind !== 'text') return term
  if (term.number) return term.number
  // No text with two dashes is a number.
  if (term.moment && writtenBy(term.moment.format) !== null) return term
  if (typeof term.value === 'string') return numberOf(term.value) ?? term
  // Its own column would have turned every text that is a number into one when it was written.
  if (term.affinity !== null && isNumericAffinity(term.affinity)) return term
  return reject('a text is compared with a number, and each value decides whether it counts as one')
}

/** A number as the text that SQLite makes of it; so is what a column of several classes holds. */
export function asText(term: Term): Term {
  if (term.kind === 'text' || term.kind === 'null') return term
  const { value, nullable } = term
  if (typeof value === 'bigint' || typeof value === 'number') {
    const text = textOfNumber(value)
    return text === null ? reject('a real is written as text') : textLiteral(text)
  }
  if (term.kind === 'boolean') return atom('text', cast(unboolean(term), 'text'), { nullable })
  if (term.kind === 'integer') return atom('text', cast(term, 'text'), { nullable })
  if (term.kind === 'mixed' && term.castToText) return atom('text', term.sql, { nullable })
  return reject(`${describe(term)} is written as text`)
}
