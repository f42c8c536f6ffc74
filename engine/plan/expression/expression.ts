import type { BinaryExpr, CaseExpr, Expr, UnaryExpr } from 'sqlite3-parser'
import { arithmetic, bitwise, bitwiseNot, negative } from './arithmetic.ts'
import { castTerm } from './cast.ts'
import { identifier, truthWord } from './column.ts'
import { compare, distinct, nullTest } from './comparison.ts'
import { negate } from './comparator.ts'
import { typedNull, unify } from './conditional.ts'
import { concatenate } from './concatenate.ts'
import type { Context } from './context.ts'
import { functionCall } from './functions.ts'
import { glob } from './glob.ts'
import { jsonArrow } from './json.ts'
import { like } from './like.ts'
import { literal } from './literals.ts'
import { conjunction } from './logic.ts'
import { among, between } from './membership.ts'
import { now } from './now.ts'
import { operation, type Term } from './term.ts'
import { reject } from './untranslatable.ts'

/** The trunk: one node of SQLite's grammar, given to the leaf that knows it. What has no leaf is rejected. */
export function expression(expr: Expr, context: Context): Term {
  switch (expr.type) {
    case 'NullLiteral':
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'BlobLiteral':
    case 'KeywordLiteral':
      return literal(expr)
    case 'CurrentDateLiteral':
      return now('date', context)
    case 'CurrentTimeLiteral':
      return now('time', context)
    case 'CurrentTimestampLiteral':
      return now('datetime', context)
    case 'Id':
      return identifier(expr, context.scope)
    case 'ParenthesizedExpr':
      return expr.exprs.length === 1 ? context.term(expr.exprs[0]!) : reject('row values')
    case 'UnaryExpr':
      return unary(expr, context)
    case 'BinaryExpr':
      return binary(expr, context)
    case 'IsNullExpr':
      return nullTest(context.term(expr.expr), false)
    case 'NotNullExpr':
      return nullTest(context.term(expr.expr), true)
    case 'BetweenExpr':
      return between(context.term(expr.lhs), context.term(expr.start), context.term(expr.end), expr.not)
    case 'InListExpr':
      return among(
        context.term(expr.lhs),
        (expr.rhs ?? []).map((item) => context.term(item)),
        expr.not,
      )
    case 'LikeExpr': {
      const [subject, pattern] = [context.term(expr.lhs), context.term(expr.rhs)]
      if (expr.op === 'Like') return like(subject, pattern, expr.escape ? context.term(expr.escape) : null, expr.not)
      if (expr.op === 'Glob' && !expr.escape) return glob(subject, pattern, expr.not)
      return reject(`the operator ${expr.op.toUpperCase()} is not built into SQLite`)
    }
    case 'CaseExpr':
      return caseTerm(expr, context)
    case 'CastExpr':
      return castTerm(expr, context.term(expr.expr))
    case 'CollateExpr': {
      const term = context.term(expr.expr)
      return { ...term, collation: { name: expr.collation.toUpperCase(), explicit: true } }
    }
    case 'FunctionCallExpr':
      return functionCall(expr, context)
    case 'FunctionCallStarExpr':
      return reject(`the function ${expr.name.name}(*)`)
    case 'QualifiedExpr':
      return reject('a column of a named table')
    case 'ExistsExpr':
    case 'InSelectExpr':
    case 'InTableExpr':
    case 'SubqueryExpr':
      return reject('a subquery')
    case 'NameExpr':
      return reject('a bare name')
    case 'RaiseExpr':
      return reject('RAISE')
    case 'VariableExpr':
      return reject('a bound parameter')
  }
}

function unary(expr: UnaryExpr, context: Context): Term {
  switch (expr.op) {
    case 'Not':
      return negate(context.truth(expr.expr))
    case 'Negative':
      return negative(context.term(expr.expr))
    case 'Positive':
      // Does nothing but take the affinity away; the collation stays.
      return { ...context.term(expr.expr), affinity: null }
    case 'BitwiseNot':
      return bitwiseNot(context.term(expr.expr))
  }
}

function binary(expr: BinaryExpr, context: Context): Term {
  if (expr.op === 'And' || expr.op === 'Or') {
    return conjunction(context.truth(expr.left), expr.op === 'And' ? 'AND' : 'OR', context.truth(expr.right))
  }
  if (expr.op === 'Is' || expr.op === 'IsNot') return is(expr, context)
  const left = context.term(expr.left)
  const right = context.term(expr.right)
  switch (expr.op) {
    case 'Equals':
      return compare(left, '=', right)
    case 'NotEquals':
      return compare(left, '<>', right)
    case 'Less':
      return compare(left, '<', right)
    case 'LessEquals':
      return compare(left, '<=', right)
    case 'Greater':
      return compare(left, '>', right)
    case 'GreaterEquals':
      return compare(left, '>=', right)
    case 'Add':
      return arithmetic(left, '+', right)
    case 'Subtract':
      return arithmetic(left, '-', right)
    case 'Multiply':
      return arithmetic(left, '*', right)
    case 'Divide':
      return arithmetic(left, '/', right)
    case 'Modulus':
      return arithmetic(left, '%', right)
    case 'BitwiseAnd':
      return bitwise(left, '&', right)
    case 'BitwiseOr':
      return bitwise(left, '|', right)
    case 'LeftShift':
      return bitwise(left, '<<', right)
    case 'RightShift':
      return bitwise(left, '>>', right)
    case 'Concat':
      return concatenate(left, right)
    case 'ArrowRight':
    case 'ArrowRightShift':
      return jsonArrow(left, right)
  }
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
  if (kind === 'null') return typedNull('text')
  return operation(kind, sql, {
    atom: true,
    type,
    inexact,
    nullable: last === undefined || terms.some((term) => term.nullable),
  })
}
