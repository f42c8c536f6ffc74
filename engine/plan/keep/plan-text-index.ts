import { parseStmt } from 'sqlite3-parser'
import type { Table } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { baseType } from '../../types/postgres-type.ts'
import type { Names } from '../place/names.ts'
import type { ColumnPlan, IndexPlan } from '../plan.ts'

/**
 * A full-text table's index as PostgreSQL's own: GIN over the words of its text columns, which `@@` on the same expression
 * uses. The configuration `simple` stems nothing, as SQLite's default tokenizers do not. Null for any other table.
 */
export function planTextIndex(table: Table, name: string, columns: ColumnPlan[], names: Names): IndexPlan | null {
  if (table.kind !== 'virtual') return null
  const parsed = parseStmt(table.sql)
  if (parsed.status !== 'ok' || parsed.root.type !== 'CreateVirtualTableStmt') return null
  if (!/^fts[345]$/i.test(parsed.root.moduleName.text)) return null
  const args = new Set(parsed.root.args?.map(bare))
  // `body UNINDEXED` of FTS5, which the parser gives without its space; `notindexed=body` of FTS4.
  const isIndexed = (column: string) => !args.has(`${bare(column)}unindexed`) && !args.has(`notindexed=${bare(column)}`)
  const texts = columns
    .filter(({ source, type }) => TEXTS.has(baseType(type)) && isIndexed(source))
    .map((column) => `coalesce(${quoteIdentifier(column.name)}, '')`)
  if (texts.length === 0) return null
  return {
    name: names.claim(`${name}_words`, `${table.name}:words`),
    unique: false,
    constraint: false,
    method: 'gin',
    parts: [{ sql: `to_tsvector('simple'::regconfig, ${texts.join(` || ' ' || `)})`, descending: false }],
    where: null,
    source: 'the full-text index',
  }
}

const TEXTS = new Set(['text', 'varchar'])

function bare(text: string): string {
  return text.replace(/["'`[\]\s]/g, '').toLowerCase()
}
