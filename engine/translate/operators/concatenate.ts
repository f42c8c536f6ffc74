import { asText } from '../affinity.ts'
import { plainlyCollated } from '../collation.ts'
import { nullTerm, operand, operation, type Term } from '../term.ts'

/** || joins texts, and integers as text; NULL when either side is. */
export function concatenate(left: Term, right: Term): Term {
  if (left.kind === 'null' || right.kind === 'null') return nullTerm()
  plainlyCollated(left, right)
  const a = asText(left)
  const b = asText(right)
  return operation('text', `${operand(a)} || ${operand(b)}`, { nullable: a.nullable || b.nullable })
}
