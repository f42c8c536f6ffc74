import type { JoinedSelectTable } from 'sqlite3-parser'
import { reject } from '../untranslatable.ts'

type JoinOperator = JoinedSelectTable['operator']

/** The parser's JoinType bits, which its entry point exports as a type only. */
const NATURAL = 4
const LEFT = 8
const RIGHT = 16
const OUTER = 32

function bits(operator: JoinOperator): number {
  return operator.type === 'CommaJoinOperator' ? 0 : (operator.joinType ?? 0)
}

/** The side whose rows all come, null for an inner join. */
export function outerSide(operator: JoinOperator): 'LEFT' | 'RIGHT' | 'FULL' | null {
  const type = bits(operator)
  const side = type & LEFT ? (type & RIGHT ? 'FULL' : 'LEFT') : type & RIGHT ? 'RIGHT' : null
  return type & OUTER && !side ? reject('an outer join of no side') : side
}

export function isNatural(operator: JoinOperator): boolean {
  return (bits(operator) & NATURAL) !== 0
}
