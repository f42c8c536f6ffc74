import type { Expr, Select } from 'sqlite3-parser'
import type { Term } from '../term.ts'
import type { Output } from './output.ts'
import { aligned, unite } from './unite.ts'

type Operator = (Select['compounds'] & {})[number]['operator']

/** One SELECT without what follows it: WITH before, UNION, ORDER BY and LIMIT after it. */
export interface Core {
  outputs: Output[]
  distinct: boolean
  single: boolean
  sql: (outputs: Output[], identifier: (name: string) => string) => string
  /** Translates a term of ORDER BY. */
  term: (expr: Expr) => Term
}

/** SELECTs joined by UNION and its like: what they give together, and their SQL under these names. */
export interface Compound {
  outputs: Output[]
  /** Gives one row at most. */
  single: boolean
  sql: (named: Output[], identifier: (name: string) => string) => string
}

export function compound(arms: Core[], operators: readonly Operator[]): Compound {
  return {
    outputs: arms
      .slice(1)
      .reduce((united, arm, i) => unite(united, arm.outputs, operators[i] !== 'UnionAll'), arms[0]!.outputs),
    single: arms.length === 1 && arms[0]!.single,
    // SQLite joins from left to right; in PostgreSQL INTERSECT would bind tighter.
    sql: (named, identifier) =>
      arms
        .map((arm) => arm.sql(aligned(arm.outputs, named), identifier))
        .reduce((left, right, i) => `(${left})\n${OPERATORS[operators[i - 1]!]}\n(${right})`),
  }
}

const OPERATORS = { UnionAll: 'UNION ALL', Union: 'UNION', Intersect: 'INTERSECT', Except: 'EXCEPT' }
