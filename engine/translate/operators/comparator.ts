import { operand, operation, type Term } from '../term.ts'

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** The operator with its sides exchanged. */
export const MIRRORED = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** Two sides that PostgreSQL compares as SQLite does. */
export function infix(a: Term, op: Comparator, b: Term): Term {
  const equality = op === '=' ? { left: operand(a), right: b.sql } : undefined
  return operation('boolean', `${operand(a)} ${op} ${operand(b)}`, { nullable: a.nullable || b.nullable, equality })
}

const HOLDS: Record<Comparator, (sign: number) => boolean> = {
  '=': (sign) => sign === 0,
  '<>': (sign) => sign !== 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
}

/** What the operator says of two values whose order is known: `sign` is that of their difference. */
export function holds(sign: number, op: Comparator): boolean {
  return HOLDS[op](sign)
}

export function negate(term: Term): Term {
  return operation('boolean', `NOT ${operand(term)}`, { nullable: term.nullable })
}
