import { INTEGER_TYPES } from '../types/limits.ts'
import { plainlyCollated } from './collation.ts'
import { unboolean } from './column.ts'
import { asDouble } from './operators/comparison.ts'
import { describe, isNumeric, type Kind, type Term } from './term.ts'
import { reject } from './untranslatable.ts'

/**
 * Terms of which one becomes the result (CASE, coalesce, min …), brought to one PostgreSQL type.
 * Several storage classes have none.
 */
export function unify(terms: Term[]): { terms: Term[]; kind: Kind; type: string; inexact: boolean } {
  plainlyCollated(...terms)
  const known = terms.filter((term) => term.kind !== 'null')
  const first = known[0]
  if (!first) return { terms, kind: 'null', type: 'unknown', inexact: false }
  const inexact = known.some((term) => term.inexact)
  const kinds = new Set(known.map((term) => term.kind))
  if (kinds.size === 1 && first.kind !== 'mixed' && first.kind !== 'number' && !FORMS.has(first.kind)) {
    // NULL and unknown-typed literals take the type of their companions.
    return { terms, kind: first.kind, type: common(known), inexact }
  }
  if (!known.every(isNumeric)) {
    const odd = known.find((term) => FORMS.has(term.kind) || term.kind === 'mixed')
    return reject(odd ? `${describe(odd)} is one of several results` : 'the result has several storage classes')
  }
  const numbers = terms.map(unboolean)
  if (numbers.every((term) => term.kind === 'integer' || term.kind === 'null')) {
    return { terms: numbers, kind: 'integer', type: common(numbers), inexact }
  }
  const wide = numbers.find(
    (term) => term.type !== 'double precision' && term.kind !== 'null' && !((term.bound ?? Infinity) <= 2 ** 53),
  )
  if (wide) return reject('the result is a 64-bit integer or a real')
  const doubles = numbers.map((term) => (term.kind === 'null' ? term : asDouble(term)))
  return { terms: doubles, kind: 'number', type: 'double precision', inexact }
}

const FORMS = new Set<Kind>(['date', 'time', 'timestamp', 'timestamptz', 'uuid', 'jsonb'])

function common(terms: Term[]): string {
  const types = new Set(terms.filter((term) => term.kind !== 'null').map((term) => term.type))
  for (const type of INTEGER_TYPES.toReversed()) if (types.has(type)) return type
  if (types.has('varchar')) return 'text'
  return terms.find((term) => term.kind !== 'null')!.type
}
