import type { Expr } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import type { Column, Table } from '../../source/schema/schema.ts'

/** What a column's DEFAULT or CHECK says of its values beyond the declared type: 0 and 1 stand for a boolean, texts are JSON, times have a zone. */
export type ColumnMark = 'boolean' | 'json' | 'zoned'

/** GORM declares booleans `numeric DEFAULT true`, Django its JSON `text CHECK (JSON_VALID(x))`, GeoPackage times with a Z. */
export function markOf(column: Column, table: Table): ColumnMark | null {
  // A key stays comparable with what it references, and with what references it.
  const isKey =
    table.primaryKey.includes(column.name) || table.foreignKeys.some(({ columns }) => columns.includes(column.name))
  const checks = table.checks.map(({ expr }) => ofCheck(expr, column.name))
  const mark = ofDefault(column.default?.expr ?? null) ?? checks.find((found) => found !== null) ?? null
  return isKey || column.generated ? null : mark
}

function ofDefault(expr: Expr | null): ColumnMark | null {
  const value = expr && bare(expr)
  // What was quoted takes more room than its text, and is a text.
  if (value?.type === 'Id' && value.span.length === value.name.length)
    return /^(true|false)$/i.test(value.name) ? 'boolean' : null
  if (value?.type !== 'FunctionCallExpr' || value.name.name.toLowerCase() !== 'strftime') return null
  const format = value.args?.[0]
  return format?.type === 'StringLiteral' && /(Z|\+00:00)$/.test(format.value) ? 'zoned' : null
}

/** Of `x IN (0, 1)`, `x = 0 OR x = 1` and `json_valid(x)`, each also with `OR x IS NULL`. */
function ofCheck(given: Expr, column: string): ColumnMark | null {
  const arms = alternatives(given).filter((arm) => !isNullTest(arm, column))
  const [first] = arms
  if (arms.length === 1 && first?.type === 'FunctionCallExpr') {
    const { name, args = [] } = first
    const isValid = name.name.toLowerCase() === 'json_valid' && args.length === 1 && isColumn(args[0]!, column)
    return isValid ? 'json' : null
  }
  const values = arms.flatMap((arm) => valuesOf(arm, column) ?? [null])
  return values.includes('0') && values.includes('1') && values.every((value) => value === '0' || value === '1')
    ? 'boolean'
    : null
}

/** The terms of an OR. */
function alternatives(given: Expr): Expr[] {
  const found: Expr[] = []
  const waiting = [given]
  while (waiting.length > 0) {
    const expr = bare(waiting.pop()!)
    if (expr.type === 'BinaryExpr' && expr.op === 'Or') waiting.push(expr.left, expr.right)
    else found.push(expr)
  }
  return found
}

/** The literals that the column may be; null where the term says something else. */
function valuesOf(expr: Expr, column: string): (string | null)[] | null {
  if (expr.type === 'InListExpr' && !expr.not && isColumn(expr.lhs, column))
    return (expr.rhs ?? []).filter(({ type }) => type !== 'NullLiteral').map(literal)
  if (expr.type === 'BinaryExpr' && expr.op === 'Equals' && isColumn(expr.left, column)) return [literal(expr.right)]
  return null
}

function literal(expr: Expr): string | null {
  const value = bare(expr)
  return value.type === 'NumericLiteral' ? value.value : null
}

function isNullTest(expr: Expr, column: string): boolean {
  if (expr.type === 'IsNullExpr') return isColumn(expr.expr, column)
  return (
    expr.type === 'BinaryExpr' && expr.op === 'Is' && isColumn(expr.left, column) && expr.right.type === 'NullLiteral'
  )
}

function isColumn(given: Expr, column: string): boolean {
  const expr = bare(given)
  if (expr.type === 'QualifiedExpr') return sameName(expr.column.text, column)
  return expr.type === 'Id' && sameName(expr.name, column)
}

function bare(given: Expr): Expr {
  let expr = given
  while (expr.type === 'ParenthesizedExpr' && expr.exprs.length === 1) expr = expr.exprs[0]!
  return expr
}
