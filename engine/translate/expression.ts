import type { BinaryExpr, CaseExpr, Expr, LikeExpr, Operator, UnaryOperator } from 'sqlite3-parser'
import { arithmetic, bitwise, bitwiseNot, negative } from './operators/arithmetic.ts'
import { castTerm } from './operators/cast.ts'
import { identifier, qualified, truthWord } from './column.ts'
import { compare, distinct, nullTest } from './operators/comparison.ts'
import { negate } from './operators/comparator.ts'
import { unify } from './unify.ts'
import { concatenate } from './operators/concatenate.ts'
import type { Context } from './context.ts'
import { functionCall } from './functions/call.ts'
import { glob } from './operators/glob.ts'
import { jsonArrow } from './functions/json.ts'
import { like } from './operators/like.ts'
import { LITERALS } from './literals.ts'
import { conjunction } from './operators/logic.ts'
import { among, between } from './operators/membership.ts'
import { now } from './dates/now.ts'
import { amongRows, exists, scalar } from './operators/subquery.ts'
import { nullTerm, operation, type Term } from './term.ts'
import { reject } from './untranslatable.ts'

type Emitters = { [Name in Expr['type']]: (expr: Extract<Expr, { type: Name }>, context: Context) => Term }

/** One leaf for each node of SQLite's grammar; what is none of PostgreSQL's business is rejected by name. */
const EMITTERS: Emitters = {
  ...LITERALS,
  CurrentDateLiteral: (_expr, context) => now('date', context),
  CurrentTimeLiteral: (_expr, context) => now('time', context),
  CurrentTimestampLiteral: (_expr, context) => now('datetime', context),
  Id: (expr, context) => identifier(expr, context.scope),
  QualifiedExpr: (expr, context) => qualified(expr, context.scope),
  ParenthesizedExpr: ({ exprs }, context) => (exprs.length === 1 ? context.term(exprs[0]!) : reject('row values')),
  UnaryExpr: (expr, context) => UNARY[expr.op](expr.expr, context),
  BinaryExpr: binary,
  IsNullExpr: ({ expr }, context) => nullTest(context.term(expr), false),
  NotNullExpr: ({ expr }, context) => nullTest(context.term(expr), true),
  BetweenExpr: ({ lhs, start, end, not }, { term }) => between(term(lhs), term(start), term(end), not),
  InListExpr: ({ lhs, rhs = [], not }, { term }) =>
    among(
      term(lhs),
      rhs.map((item) => term(item)),
      not,
    ),
  LikeExpr: pattern,
  CaseExpr: caseTerm,
  CastExpr: (expr, context) => castTerm(expr, context.term(expr.expr)),
  CollateExpr: ({ expr, collation }, context) => ({
    ...context.term(expr),
    collation: { name: collation.toUpperCase(), explicit: true },
  }),
  FunctionCallExpr: (expr, context) => context.aggregate?.(expr) ?? functionCall(expr, context),
  FunctionCallStarExpr: (expr, context) => context.aggregate?.(expr) ?? reject(`the function ${expr.name.name}(*)`),
  ExistsExpr: ({ select }, context) => exists(select, context),
  InSelectExpr: ({ lhs, rhs, not }, context) => amongRows(context.term(lhs), rhs, not, context),
  InTableExpr: () => reject('IN with a table'),
  SubqueryExpr: ({ select }, context) => scalar(select, context),
  NameExpr: () => reject('a bare name'),
  RaiseExpr: () => reject('RAISE'),
  VariableExpr: () => reject('a bound parameter'),
}

/** The trunk: each node goes to the leaf that knows it. */
export function expression(expr: Expr, context: Context): Term {
  // The table has one entry for each type of node, each taking that type; TypeScript cannot tie the two lookups together.
  const emit = EMITTERS[expr.type] as (expr: Expr, context: Context) => Term
  return emit(expr, context)
}

const UNARY: Record<UnaryOperator, (expr: Expr, context: Context) => Term> = {
  Not: (expr, context) => negate(context.truth(expr)),
  Negative: (expr, context) => negative(context.term(expr)),
  // Does nothing but take the affinity away; the collation stays.
  Positive: (expr, context) => ({ ...context.term(expr), affinity: null }),
  BitwiseNot: (expr, context) => bitwiseNot(context.term(expr)),
}

const BINARY: Record<Exclude<Operator, 'And' | 'Or' | 'Is' | 'IsNot'>, (left: Term, right: Term) => Term> = {
  Equals: (left, right) => compare(left, '=', right),
  NotEquals: (left, right) => compare(left, '<>', right),
  Less: (left, right) => compare(left, '<', right),
  LessEquals: (left, right) => compare(left, '<=', right),
  Greater: (left, right) => compare(left, '>', right),
  GreaterEquals: (left, right) => compare(left, '>=', right),
  Add: (left, right) => arithmetic(left, '+', right),
  Subtract: (left, right) => arithmetic(left, '-', right),
  Multiply: (left, right) => arithmetic(left, '*', right),
  Divide: (left, right) => arithmetic(left, '/', right),
  Modulus: (left, right) => arithmetic(left, '%', right),
  BitwiseAnd: (left, right) => bitwise(left, '&', right),
  BitwiseOr: (left, right) => bitwise(left, '|', right),
  LeftShift: (left, right) => bitwise(left, '<<', right),
  RightShift: (left, right) => bitwise(left, '>>', right),
  Concat: concatenate,
  ArrowRight: (left, right) => jsonArrow(left, right, true),
  ArrowRightShift: (left, right) => jsonArrow(left, right, false),
}

function binary(expr: BinaryExpr, context: Context): Term {
  const { op, left, right } = expr
  if (op === 'And' || op === 'Or')
    return conjunction(context.truth(left), op === 'And' ? 'AND' : 'OR', context.truth(right))
  if (op === 'Is' || op === 'IsNot') return is(expr, context)
  return BINARY[op](context.term(left), context.term(right))
}

function pattern(expr: LikeExpr, { term }: Context): Term {
  const { lhs, op, rhs, escape, not } = expr
  if (op === 'Like') return like(term(lhs), term(rhs), escape ? term(escape) : null, not)
  if (op === 'Glob' && !escape) return glob(term(lhs), term(rhs), not)
  return reject(`the operator ${op.toUpperCase()} is not built into SQLite`)
}

/** `x IS TRUE` asks for truth, where TRUE is the word; anything else is equality that knows NULL (lang_expr.html §4). */
function is(expr: BinaryExpr, context: Context): Term {
  const not = expr.op === 'IsNot'
  const word = expr.right.type === 'Id' ? truthWord(expr.right, context.scope) : null
  if (word === null) return distinct(context.term(expr.left), context.term(expr.right), not)
  const truth = context.truth(expr.left)
  const sql = `${truth.atom ? truth.sql : `(${truth.sql})`} IS ${not ? 'NOT ' : ''}${word ? 'TRUE' : 'FALSE'}`
  return operation('boolean', sql, { nullable: false })
}

function caseTerm(expr: CaseExpr, context: Context): Term {
  const base = expr.base ? context.term(expr.base) : null
  const conditions = expr.whenThenPairs.map(({ when }) =>
    base ? compare(base, '=', context.term(when)) : context.truth(when),
  )
  const results = expr.whenThenPairs.map(({ then }) => context.term(then))
  const { terms, kind, type, inexact } = unify([...results, ...(expr.elseExpr ? [context.term(expr.elseExpr)] : [])])
  const whens = conditions.map((condition, i) => `WHEN ${condition.sql} THEN ${terms[i]!.sql}`)
  const last = terms[conditions.length]
  const sql = `CASE ${whens.join(' ')}${last ? ` ELSE ${last.sql}` : ''} END`
  if (kind === 'null') return nullTerm()
  return operation(kind, sql, {
    atom: true,
    type,
    inexact,
    nullable: last === undefined || terms.some((term) => term.nullable),
  })
}
