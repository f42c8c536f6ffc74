import { INTEGER_TYPES } from '../../types/limits.ts'
import { atom, cast, type Kind, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { refuseIndistinct } from './distinct.ts'
import type { Output } from './output.ts'

/** The columns of two arms together: each must be of one kind in both. */
export function unite(left: Output[], right: Output[], distinct: boolean): Output[] {
  if (left.length !== right.length) return reject('SELECTs of different width are joined')
  return left.map(({ name, term }, i) => {
    const other = right[i]!.term
    const known = term.kind === 'null' ? other : term
    if (term.kind !== other.kind && term.kind !== 'null' && other.kind !== 'null')
      reject(`the column ${name} has several kinds of values`)
    if (known.kind === 'number' && term.type !== other.type) reject(`the column ${name} has several kinds of values`)
    if (distinct) [term, other].forEach(refuseIndistinct)
    const written =
      term.kind === 'null' || other.kind === 'null' || term.written === other.written ? known.written : undefined
    if (distinct && known.written !== written) reject(`the column ${name} has times that are written in several ways`)
    const type = term.type === other.type || known.kind !== 'text' ? widest(known, other) : 'text'
    const open = term.openAffinity || other.openAffinity || term.affinity !== other.affinity
    const isKnown = !open || decidesLittle(known.kind, [term.affinity, other.affinity])
    const kind = isKnown ? known.kind : 'mixed'
    const storage = isKnown ? (open ? undefined : known.storage) : null
    const castToText = term.castToText && other.castToText
    const nullable = term.nullable || other.nullable
    const affinity = open ? null : known.affinity
    const moment = term.moment?.format === other.moment?.format ? term.moment : undefined
    const details = { type, nullable, affinity, collation: known.collation, castToText, storage, written, moment }
    return { name, term: atom(kind, known.sql, { ...details, ...(open ? { openAffinity: true } : {}) }) }
  })
}

/** Whichever affinity a column takes, its own values stay what they are. */
function decidesLittle(kind: Kind, affinities: Term['affinity'][]): boolean {
  const own = kind === 'text' ? TEXT : isNumber(kind) ? NUMBER : kind === 'blob' ? NONE : null
  return own !== null && affinities.every((affinity) => own.has(affinity))
}

const NONE = new Set<Term['affinity']>([null, 'blob'])
const TEXT = new Set<Term['affinity']>([...NONE, 'text'])
const NUMBER = new Set<Term['affinity']>([...NONE, 'integer', 'real', 'numeric'])

function isNumber(kind: Kind): boolean {
  return kind === 'boolean' || kind === 'integer' || kind === 'real' || kind === 'number'
}

function widest(a: Term, b: Term): string {
  for (const type of INTEGER_TYPES.toReversed()) if (a.type === type || b.type === type) return type
  return a.type
}

/** An arm's columns under the names and in the types that the arms have together. */
export function aligned(arm: Output[], united: Output[]): Output[] {
  return arm.map(({ term }, i) => {
    const { name } = united[i]!
    const { type } = united[i]!.term
    return { name, term: term.type === type ? term : { ...term, sql: cast(term, type), type } }
  })
}
