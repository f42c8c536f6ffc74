import { parseStmt, type ColumnDefinition, type CreateTableStmt, type Expr } from 'sqlite3-parser'
import { keyParts } from './key-parts.ts'
import { asciiLower } from './name.ts'
import type { ForeignKey } from './schema.ts'

/** What a CREATE TABLE says that no PRAGMA tells. Column names are lower-cased keys, as SQLite compares them. */
export interface CreateTable {
  columns: Map<string, ColumnClauses>
  checks: { name: string | null; expr: Expr; sql: string }[]
  /** In order of declaration, which is the reverse of PRAGMA foreign_key_list's ids. */
  foreignKeys: Pick<ForeignKey, 'name' | 'deferrable'>[]
  primaryKeyName: string | null
  /** The UNIQUE constraints that have a name, with what tells their indexes (key-parts.ts). */
  uniques: { name: string; parts: string }[]
  conflictClauses: string[]
}

export interface ColumnClauses {
  default: Expr | null
  generated: { expr: Expr; sql: string } | null
  collation: string | null
}

/** Parses a CREATE TABLE as `sqlite_schema` keeps it; null when the grammar refuses it (SQLite accepted it once, so PRAGMAs still speak). */
export function parseCreateTable(sql: string): CreateTable | null {
  const parsed = parseStmt(sql)
  if (parsed.status !== 'ok' || parsed.root.type !== 'CreateTableStmt') return null
  return collect(parsed.root, sql)
}

function collect(statement: CreateTableStmt, sql: string): CreateTable {
  const found: CreateTable = {
    columns: new Map(),
    checks: [],
    foreignKeys: [],
    primaryKeyName: null,
    uniques: [],
    conflictClauses: [],
  }
  if (statement.body.type !== 'ColumnsAndConstraintsCreateTableBody') return found
  for (const column of statement.body.columns) {
    found.columns.set(asciiLower(column.colName.text), columnClauses(column, sql, found))
  }
  for (const { name, constraint } of statement.body.constraints ?? []) {
    if (constraint.type === 'CheckTableConstraint') {
      found.checks.push({ name: name?.text ?? null, expr: constraint.expr, sql: textOf(constraint.expr, sql) })
    } else if (constraint.type === 'ForeignKeyTableConstraint') {
      found.foreignKeys.push({ name: name?.text ?? null, deferrable: deferrable(constraint.deferClause) })
    } else if (constraint.type === 'PrimaryKeyTableConstraint') {
      found.primaryKeyName = name?.text ?? null
    } else if (name) {
      const parts = constraint.columns.map(({ expr }) => {
        const [part, collation] = expr.type === 'CollateExpr' ? [expr.expr, expr.collation] : [expr, null]
        const column = part.type === 'Id' ? part.name : part.type === 'StringLiteral' ? part.value : ''
        return { column, collation: collation ?? found.columns.get(asciiLower(column))?.collation ?? 'BINARY' }
      })
      found.uniques.push({ name: name.text, parts: keyParts(parts) })
    }
    if ('conflictClause' in constraint && constraint.conflictClause)
      found.conflictClauses.push(constraint.conflictClause)
  }
  return found
}

function columnClauses(column: ColumnDefinition, sql: string, found: CreateTable): ColumnClauses {
  const clauses: ColumnClauses = { default: null, generated: null, collation: null }
  let uniqueName: string | null = null
  for (const { name, constraint } of column.constraints) {
    switch (constraint.type) {
      case 'DefaultColumnConstraint':
        clauses.default = constraint.expr
        break
      case 'GeneratedColumnConstraint':
        clauses.generated = { expr: constraint.expr, sql: textOf(constraint.expr, sql) }
        break
      case 'CollateColumnConstraint':
        clauses.collation = constraint.collationName.text.toUpperCase()
        break
      case 'CheckColumnConstraint':
        found.checks.push({ name: name?.text ?? null, expr: constraint.expr, sql: textOf(constraint.expr, sql) })
        break
      case 'ForeignKeyColumnConstraint':
        found.foreignKeys.push({ name: name?.text ?? null, deferrable: deferrable(constraint.deferClause) })
        break
      case 'DeferColumnConstraint':
        // `REFERENCES p DEFERRABLE` on a column arrives as a sibling of its foreign key, not inside it.
        if (found.foreignKeys.length > 0) found.foreignKeys.at(-1)!.deferrable = deferrable(constraint.clause)
        break
      case 'PrimaryKeyColumnConstraint':
        found.primaryKeyName = name?.text ?? null
        break
      case 'UniqueColumnConstraint':
        uniqueName ??= name?.text ?? null
        break
      case 'NotNullColumnConstraint':
        break
    }
    if ('conflictClause' in constraint && constraint.conflictClause)
      found.conflictClauses.push(constraint.conflictClause)
  }
  if (uniqueName !== null) {
    // A COLLATE that comes after UNIQUE counts as well.
    const part = { column: column.colName.text, collation: clauses.collation ?? 'BINARY' }
    found.uniques.push({ name: uniqueName, parts: keyParts([part]) })
  }
  return clauses
}

/** Not DEFERRABLE INITIALLY DEFERRED is immediate in SQLite (foreignkeys.html §4.2). */
function deferrable(
  clause: { deferrable: boolean; initDeferred: string | undefined } | undefined,
): ForeignKey['deferrable'] {
  if (!clause?.deferrable) return 'no'
  return clause.initDeferred === 'InitiallyDeferred' ? 'deferred' : 'immediate'
}

function textOf(node: { span: { offset: number; length: number } }, sql: string): string {
  return sql.slice(node.span.offset, node.span.offset + node.span.length)
}
