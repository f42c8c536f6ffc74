import type { Expr, FunctionCallExpr, FunctionCallStarExpr, Select } from 'sqlite3-parser'
import type { Scope } from './scope.ts'
import type { Term } from './term.ts'

/** What the SQL will be part of; `unique` is an index in which equal values are refused. Only a default and a view may call what is not IMMUTABLE. */
export type Use = 'check' | 'default' | 'index' | 'unique' | 'predicate' | 'generated' | 'view'

/** A SELECT within an expression: SQL without parentheses, its result columns, and whether it can give more than one row. */
export interface Subquery {
  sql: string
  columns: Term[]
  single: boolean
}

/** Handed down the tree, so that the leaves need not import the trunk. */
export interface Context {
  readonly use: Use
  readonly scope: Scope
  /** Translates a subexpression for its value. */
  readonly term: (expr: Expr) => Term
  /** Translates a subexpression for its truth: the result's kind is boolean or null. */
  readonly truth: (expr: Expr) => Term
  /** Within the result columns of a SELECT: translates a call that is an aggregate; null for any other. */
  readonly aggregate?: (call: FunctionCallExpr | FunctionCallStarExpr) => Term | null
  /** Within a view: translates a SELECT that stands in an expression. */
  readonly subquery?: (select: Select) => Subquery
}
