import type Database from 'better-sqlite3'
import { parseStmt, type CreateTableStmt, type SortedColumn } from 'sqlite3-parser'
import { quoteSqliteName } from './name.ts'
import type { ReadableTable } from './schema.ts'
import { rewriteSchema } from './rewrite-schema.ts'

/** The collations that SQLite has itself (datatype3.html §7); any other is its application's. */
const BUILT_IN = new Set(['BINARY', 'NOCASE', 'RTRIM'])

interface SchemaRow {
  rowid: number
  type: 'table' | 'index'
  name: string
  sql: string
}

/**
 * Takes out of a table's SQL, in the private copy, what only the file's application has: collations of columns and keys, and
 * whatever an index computes or compares by. SQLite neither opens a WITHOUT ROWID table whose key it cannot compare nor checks a
 * tree beside such an index, and a reading of all rows needs neither. The SQL keeps its length, so that no page of a damaged
 * file changes but the schema's own.
 * @returns whether there was anything to take out
 */
export function forgetExtensions(database: Database.Database, { name: table, columns }: ReadableTable): boolean {
  const rows = database
    .prepare<[string], SchemaRow>(
      "SELECT rowid, type, name, sql FROM main.sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL",
    )
    .all(table)
  const changed = rows
    .map(({ rowid, type, name, sql }) => ({
      rowid,
      sql,
      plain: type === 'table' ? withoutCollations(sql) : plainIndex(sql, name, table, columns[0]!.name),
    }))
    .filter(({ sql, plain }) => plain !== sql)
  if (changed.length > 0)
    rewriteSchema(
      database,
      changed.map(({ rowid, plain }) => ({ rowid, set: { sql: plain } })),
    )
  return changed.length > 0
}

/**
 * Gives a full-text table, in the private copy, a tokenizer that every SQLite has, where it has another one: only its index needs
 * it, not its content. The SQL may grow by a few characters.
 * @returns whether it had another one
 */
export function forgetTokenizer(database: Database.Database, table: string, isFts5: boolean): boolean {
  const row = database
    .prepare<[string], SchemaRow>("SELECT rowid, sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?")
    .get(table)!
  // What stands between commas, quoted texts whole; the parser's arguments have lost their blanks.
  const argument = /(?<=[(,]\s*)tokenize\b(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^,)'"])*/i
  const plain = row.sql.replace(argument, (found) =>
    (isFts5 ? 'tokenize=ascii' : 'tokenize=simple').padEnd(found.length),
  )
  if (plain === row.sql) return false
  rewriteSchema(database, [{ rowid: row.rowid, set: { sql: plain } }])
  return true
}

/** CREATE TABLE with blanks for the COLLATE clauses of columns, PRIMARY KEY and UNIQUE that name an unknown collation. */
function withoutCollations(sql: string): string {
  const parsed = parseStmt(sql)
  if (parsed.status !== 'ok' || parsed.root.type !== 'CreateTableStmt') return sql
  const pieces: string[] = []
  let end = 0
  for (const [from, to] of unknownCollations(parsed.root)) {
    pieces.push(sql.slice(end, from), ' '.repeat(to - from))
    end = to
  }
  return `${pieces.join('')}${sql.slice(end)}`
}

/** An index of the same name and length over one column; one with less room for that stays as it is. */
function plainIndex(sql: string, name: string, table: string, column: string): string {
  const plain = `CREATE INDEX ${quoteSqliteName(name)} ON ${quoteSqliteName(table)}(${quoteSqliteName(column)})`
  return plain.length > sql.length ? sql : plain.padEnd(sql.length)
}

/** Where the clauses begin and end, in their order. */
function unknownCollations({ body }: CreateTableStmt): [from: number, to: number][] {
  if (body.type !== 'ColumnsAndConstraintsCreateTableBody') return []
  const ofColumns = body.columns.flatMap(({ constraints }) =>
    constraints.flatMap(({ constraint }): [number, number][] =>
      constraint.type === 'CollateColumnConstraint' && isUnknown(constraint.collationName.text)
        ? [[constraint.span.offset, constraint.span.offset + constraint.span.length]]
        : [],
    ),
  )
  const ofKeys = (body.constraints ?? []).flatMap(({ constraint }) =>
    constraint.type === 'PrimaryKeyTableConstraint' || constraint.type === 'UniqueTableConstraint'
      ? constraint.columns.flatMap(collationOfPart)
      : [],
  )
  return [...ofColumns, ...ofKeys]
}

function collationOfPart({ expr }: SortedColumn): [number, number][] {
  if (expr.type !== 'CollateExpr' || !isUnknown(expr.collation)) return []
  const { offset, length } = expr.expr.span
  return [[offset + length, expr.span.offset + expr.span.length]]
}

function isUnknown(collation: string): boolean {
  return !BUILT_IN.has(collation.toUpperCase())
}
