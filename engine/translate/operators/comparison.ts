import { applyAffinity, comparisonAffinity } from '../affinity.ts'
import { collatedOrder, collatedEquality, comparisonCollation } from '../collation.ts'
import { unboolean } from '../column.ts'
import { holds, infix, MIRRORED, negate, type Comparator } from './comparator.ts'
import { compareDates } from '../dates/compare-dates.ts'
import {
  constantUnlessNull,
  describe,
  isNumeric,
  operand,
  operation,
  realLiteral,
  booleanLiteral,
  type Term,
} from '../term.ts'
import { reject } from '../untranslatable.ts'

/** `left op right` as SQLite compares: affinity first, then storage class (NULL aside: numbers, texts, blobs), then value. */
export function compare(left: Term, op: Comparator, right: Term): Term {
  if (left.kind === 'null' || right.kind === 'null') return operation('boolean', 'NULL::boolean', { atom: true })
  refuseOpenAffinity(left, right)
  const collation = comparisonCollation(left, right)
  const affinity = comparisonAffinity(left.affinity, right.affinity)
  const a = applyAffinity(left, affinity)
  const b = applyAffinity(right, affinity)
  return compareConverted(a, op, b, collation)
}

/** Between values of one class affinity decides nothing. */
function refuseOpenAffinity(left: Term, right: Term): void {
  if ((left.openAffinity || right.openAffinity) && rank(left) !== rank(right))
    reject('a column of a compound SELECT is compared with another class of values, and its affinity is not known')
}

function compareConverted(a: Term, op: Comparator, b: Term, collation: string): Term {
  const ranks = [rank(a), rank(b)]
  if (ranks[0] === null || ranks[1] === null) return compareDates(a, op, b)
  if (ranks[0] !== ranks[1]) return constantUnlessNull(holds(ranks[0]! - ranks[1]!, op), a, b)
  if (a.kind === 'text') {
    const side = op === '=' || op === '<>' ? collatedEquality : collatedOrder
    return infix(side(a, collation), op, side(b, collation))
  }
  return a.kind === 'blob' ? infix(a, op, b) : compareNumbers(a, op, b)
}

/** Order of the storage classes; null for kinds whose text form PostgreSQL no longer has. */
function rank(term: Term): number | null {
  if (isNumeric(term)) return 1
  if (term.kind === 'text') return 2
  return term.kind === 'blob' ? 3 : null
}

function compareNumbers(a: Term, op: Comparator, b: Term): Term {
  const known = literalOrder(a, b)
  if (known !== null) return booleanLiteral(holds(known, op))
  const flag = compareFlag(a, op, b) ?? compareFlag(b, MIRRORED[op], a)
  if (flag) return flag
  const [left, right] = exactPair(unboolean(a), unboolean(b))
  return infix(left, op, right)
}

/** The sign of a - b for two literals: JavaScript compares BigInt and number exactly. */
function literalOrder({ value: a }: Term, { value: b }: Term): number | null {
  if ((typeof a !== 'bigint' && typeof a !== 'number') || (typeof b !== 'bigint' && typeof b !== 'number')) return null
  return a < b ? -1 : a > b ? 1 : 0
}

/** `flag = 0` is NOT flag; null when this is no equality of a boolean. */
function compareFlag(flag: Term, op: Comparator, other: Term): Term | null {
  if (flag.kind !== 'boolean' || (op !== '=' && op !== '<>')) return null
  if (other.kind === 'boolean' && other.value === undefined) return infix(flag, op, other)
  if (typeof other.value !== 'bigint' && typeof other.value !== 'number') return null
  const value = Number(other.value)
  if (value !== 0 && value !== 1) return constantUnlessNull(op === '<>', flag)
  return (value === 1) === (op === '=')
    ? { ...flag, affinity: null, collation: null, storage: undefined }
    : negate(flag)
}

/**
 * Two numbers in types whose comparison is exact, as SQLite's is: PostgreSQL would turn a bigint beside a double precision
 * into one, and past 2^53 that rounds.
 */
function exactPair(a: Term, b: Term): [Term, Term] {
  if (a.value !== undefined) {
    const [right, left] = exactPair(b, a)
    return [left, right]
  }
  if (typeof b.value === 'bigint' || typeof b.value === 'number') return [a, literalBeside(a, b.value)]
  if (a.kind === 'integer' && b.kind === 'integer') return [a, b]
  if (a.inexact || b.inexact) return reject('a computed number is compared that may have been rounded past 2^53')
  if (a.type === 'double precision' && b.type === 'double precision') return [a, b]
  if (!isExact(a) || !isExact(b)) return reject('a 64-bit integer or an unlimited decimal is compared with a real')
  // numeric(p,s) holds the shortest decimal of each double, so both sides compare exactly as the doubles they were.
  return [asDouble(a), asDouble(b)]
}

function isExact(term: Term): boolean {
  return term.type === 'double precision' || (term.bound ?? Infinity) <= 2 ** 53
}

/** A literal as PostgreSQL has to read it beside `other`: an exact numeric, which a double precision turns into its own nearest double. */
function literalBeside(other: Term, value: bigint | number): Term {
  const double = other.type === 'double precision'
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return double || other.type === 'numeric'
      ? operation('real', `'${value > 0 ? '' : '-'}Infinity'::${other.type}`, { atom: true })
      : reject('an integer is compared with infinity')
  }
  const integral = typeof value === 'bigint' || Number.isInteger(value)
  if ((double || other.kind === 'number') && integral && pastExact(BigInt(value))) {
    return reject('a real is compared with an integer past 2^53')
  }
  const digits = integral ? String(BigInt(value)) : String(value)
  return operation('integer', digits, { atom: !digits.startsWith('-') })
}

/** Above 2^53 not every integer is a double. Compared as BigInt: as a number, 2^53 + 1 would be 2^53. */
function pastExact(value: bigint): boolean {
  return value > 2n ** 53n || value < -(2n ** 53n)
}

export function asDouble(term: Term): Term {
  if (term.type === 'double precision') return term
  const { value, nullable, inexact } = term
  if (typeof value === 'bigint') return realLiteral(Number(value))
  return operation('real', `${operand(term)}::double precision`, { atom: true, nullable, inexact })
}

/** IS and IS NOT between two values. */
export function distinct(left: Term, right: Term, not: boolean): Term {
  if (right.kind === 'null') return nullTest(left, not)
  if (left.kind === 'null') return nullTest(right, not)
  refuseOpenAffinity(left, right)
  const collation = comparisonCollation(left, right)
  const affinity = comparisonAffinity(left.affinity, right.affinity)
  const a = applyAffinity(left, affinity)
  const b = applyAffinity(right, affinity)
  const ranks = [rank(a), rank(b)]
  if (ranks[0] === null || ranks[1] === null) return reject(`IS compares ${describe(ranks[0] === null ? a : b)}`)
  if (ranks[0] !== ranks[1]) {
    if (!a.nullable || !b.nullable) return booleanLiteral(not)
    const both = `${operand(a)} IS NULL AND ${operand(b)} IS NULL`
    return operation('boolean', not ? `NOT (${both})` : both, { nullable: false })
  }
  const known = literalOrder(a, b)
  if (known !== null) return booleanLiteral((known === 0) !== not)
  const [x, y] =
    a.kind === 'text'
      ? [collatedEquality(a, collation), collatedEquality(b, collation)]
      : a.kind === 'blob'
        ? [a, b]
        : exactPair(unboolean(a), unboolean(b))
  return operation('boolean', `${operand(x)} IS ${not ? '' : 'NOT '}DISTINCT FROM ${operand(y)}`, { nullable: false })
}

export function nullTest(term: Term, not: boolean): Term {
  if (term.kind === 'null') return booleanLiteral(!not)
  return operation('boolean', `${operand(term)} IS ${not ? 'NOT ' : ''}NULL`, { nullable: false })
}
