import { compare } from './comparison.ts'
import { negate } from './comparator.ts'
import { conjunction } from './logic.ts'
import { booleanLiteral, constantUnlessNull, operand, operation, type Term } from '../term.ts'

/** `x BETWEEN a AND b` is `x >= a AND x <= b`, each comparison with its own affinity and collation. */
export function between(subject: Term, start: Term, end: Term, not: boolean): Term {
  const both = conjunction(compare(subject, '>=', start), 'AND', compare(subject, '<=', end))
  return not ? negate(both) : both
}

/**
 * `x IN (a, b)` is `x = +a OR x = +b`: the items have no affinity of their own (datatype3.html §4.2). An empty list is
 * false even for NULL.
 */
export function among(subject: Term, items: Term[], not: boolean): Term {
  if (items.length === 0) return booleanLiteral(not)
  const tests = items.map((item) => compare(subject, '=', { ...item, affinity: null, collation: null }))
  const found = list(tests) ?? any(subject, tests)
  return not ? negate(found) : found
}

/** The same tests as PostgreSQL's IN where all of them compare the same side: `x = 1`, `x = 2` → `x IN (1, 2)`. */
function list(tests: Term[]): Term | null {
  if (tests.length < 2) return null
  const sides = tests.map((test) => test.equality)
  const first = sides[0]
  if (!first || !sides.every((side) => side !== undefined && side.left === first.left)) return null
  const sql = `${first.left} IN (${sides.map((side) => side!.right).join(', ')})`
  return operation('boolean', sql, { nullable: tests.some((test) => test.nullable) })
}

function any(subject: Term, tests: Term[]): Term {
  // flag IN (0, 1) holds for every flag.
  const truths = tests.map((test) => test.sql)
  if (subject.kind === 'boolean' && truths.some((sql) => truths.includes(`NOT ${sql}`)))
    return constantUnlessNull(true, subject)
  const sql = tests.map(operand).join(' OR ')
  return operation('boolean', sql, {
    atom: tests.length === 1 && tests[0]!.atom,
    nullable: tests.some((test) => test.nullable),
  })
}
