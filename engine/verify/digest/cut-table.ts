import { isOwnRow } from '../../ddl/own-rows.ts'
import type { TablePlan } from '../../plan/plan.ts'
import { openBytes } from '../../source/pages/open-bytes.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import type { FileEncoding } from '../form.ts'
import type { StoredTable } from '../stored-table.ts'
import type { TargetTable } from '../target-table.ts'
import { FileTree, NoTree, type FilePages } from './file-tree.ts'
import { digestColumn, type DigestColumn } from './kinds.ts'

/**
 * A part of a table of the file, and one of the table that it became. They need not hold the same rows: all parts of the one together hold
 * those of all parts of the other. Plain data.
 */
export interface DigestPart {
  /** Names in the file, and in the target with its schema. */
  table: string
  target: string
  columns: DigestColumn[]
  /** Pages of the file below which its rows lie; none where the target's table has more parts. */
  subtrees: number[]
  /** A query for the target's rows; null where the file's table has more parts. */
  sql: string | null
}

/** Cuts both sides into so many parts, or as few as they have. Null of what is unknown to digests. */
export function cutTable({
  pages,
  table,
  schema,
  target,
  stored,
  parts,
}: {
  pages: FilePages & { encoding: FileEncoding }
  table: TablePlan
  schema: string
  target: TargetTable
  stored: StoredTable | null
  parts: number
}): DigestPart[] | null {
  const columns = columnsOf(table, target)
  if (columns === null || pages.encoding !== 'utf8' || table.scan.copied) return null
  const subtrees = subtreesOf(pages, table.scan.root, parts)
  if (subtrees === null) return null
  const ofFile = inParts(subtrees, parts)
  const ofTarget = queriesOf(table, schema, stored, parts)
  return Array.from({ length: Math.max(ofFile.length, ofTarget.length) }, (_, i) => ({
    table: table.source,
    target: `${schema}.${table.name}`,
    columns,
    subtrees: ofFile[i] ?? [],
    sql: ofTarget[i] ?? null,
  }))
}

function columnsOf(table: TablePlan, target: TargetTable): DigestColumn[] | null {
  const columns = table.columns.map((column) => {
    const type = target.types.get(column.name)
    return type ? digestColumn(type, column, table.scan.columns[column.position]!) : null
  })
  return columns.includes(null) || columns.length === 0 ? null : (columns as DigestColumn[])
}

function subtreesOf(pages: FilePages, root: number, wanted: number): number[] | null {
  using bytes = openBytes(pages)
  try {
    return new FileTree(bytes, pages).subtrees(root, wanted)
  } catch (error) {
    if (error instanceof NoTree) return null
    throw error
  }
}

function inParts<Item>(items: readonly Item[], parts: number): Item[][] {
  const size = Math.ceil(items.length / parts)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** A table that is stored as one is read in ranges of its blocks (PostgreSQL 14, TID range scans); others in one piece. */
function queriesOf(table: TablePlan, schema: string, stored: StoredTable | null, parts: number): string[] {
  const names = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const sql = `SELECT ${names} FROM ${qualifiedName(schema, table.name)} t WHERE ${isOwnRow(table, 't')}`
  if (stored === null || stored.blocks < parts) return [sql]
  const size = Math.ceil(stored.blocks / parts)
  return Array.from({ length: parts }, (_, i) => {
    const below = i === parts - 1 ? '' : ` AND t.ctid < '(${(i + 1) * size},0)'`
    return `${sql} AND t.ctid >= '(${i * size},0)'${below}`
  })
}
