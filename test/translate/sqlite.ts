import { parseStmt, type Expr } from 'sqlite3-parser'

/** The expression of `SELECT <sql>`. */
export function parseExpression(sql: string): Expr {
  const parsed = parseStmt(`SELECT ${sql}`)
  if (parsed.status !== 'ok') throw new Error(parsed.errors.join('\n'))
  const statement = parsed.root
  if (statement.type === 'SelectStmt' && statement.body.select.type === 'SelectFrom') {
    const [column] = statement.body.select.columns
    if (column?.type === 'ExprResultColumn') return column.expr
  }
  throw new Error(`No expression: ${sql}`)
}
