import type pg from 'pg'
import { isOwnRow } from '../../ddl/own-rows.ts'
import type { TablePlan } from '../../plan/plan.ts'
import { openBytes } from '../../source/pages/open-bytes.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { query } from '../../target/query.ts'
import type { FileEncoding } from '../form.ts'
import type { TargetTable } from '../target-table.ts'
import type { DigestFile } from './digest-file.ts'
import type { DigestTarget } from './digest-target.ts'
import { added, type RowSums } from './digester.ts'
import { FileTree, NoTree, type FilePages } from './file-tree.ts'
import { digestColumn, type DigestColumn } from './kinds.ts'

/** Parts for each lane, so that all end together. */
const PARTS = 4

export type WithoutLogin = Omit<DigestTarget, 'settings'>

/** What digests need beside a comparison's own: the file, and who runs tasks on several threads with connections of their own. */
export interface Digesting {
  pages: FilePages & { encoding: FileEncoding }
  lanes: number
  /** Rows below which digests cost more than they save. */
  fewest: number
  run(tasks: (DigestFile | WithoutLogin)[], done: (rows: number) => void): Promise<(RowSums | null)[]>
}

/**
 * Whether a table is, row by row and value by value, what the file has: by the sums of digests that both sides are brought to in their own
 * form, without making texts of values. With it `litelift verify` compares 560,000 rows of 17 columns a second on two threads, all that it does
 * counted, five times as many as one by one (bench/), which is asked where this says no or does not know.
 * @param client in a transaction whose snapshot the threads take
 * @returns the rows of either side where all are equal; null where they are not, or where something is unknown to digests
 */
export async function equalByDigests(
  digesting: Digesting,
  client: pg.ClientBase,
  {
    table,
    schema,
    target,
    progress,
  }: {
    table: TablePlan
    schema: string
    target: TargetTable
    progress: (rows: number) => void
  },
): Promise<number | null> {
  const { pages, lanes } = digesting
  const columns = columnsOf(table, target)
  if (columns === null || pages.encoding !== 'utf8' || table.scan.copied || table.rows < digesting.fewest) return null
  const parts = PARTS * lanes
  const subtrees = subtreesOf(pages, table.scan.root, parts)
  if (subtrees === null) return null
  const [exported] = await query<{ snapshot: string }>(client, 'SELECT pg_export_snapshot() AS snapshot')
  const ofFile = inParts(subtrees, parts).map((some): DigestFile => ({
    kind: 'digest-file',
    name: table.source,
    pages,
    columns,
    subtrees: some,
  }))
  const ofTarget = (await queriesOf(client, { table, schema, parts })).map((sql): WithoutLogin => ({
    kind: 'digest-target',
    applicationName: 'litelift verify',
    snapshot: exported!.snapshot,
    sql,
    columns,
    name: `${schema}.${table.name}`,
  }))
  // The server works on its rows while the file's are read.
  const sums = await digesting.run([...ofTarget, ...ofFile], progress)
  if (sums.includes(null)) return null
  const known = sums as RowSums[]
  const [there, here] = [added(known.slice(0, ofTarget.length)), added(known.slice(ofTarget.length))]
  return there.rows === here.rows && there.a === here.a && there.b === here.b ? Number(here.rows) : null
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
async function queriesOf(
  client: pg.ClientBase,
  { table, schema, parts }: { table: TablePlan; schema: string; parts: number },
): Promise<string[]> {
  const names = table.columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const name = qualifiedName(schema, table.name)
  const sql = `SELECT ${names} FROM ${name} t WHERE ${isOwnRow(table, 't')}`
  const [stored] = await query<{ blocks: number }>(
    client,
    `SELECT ceil(pg_relation_size(oid) / current_setting('block_size')::numeric)::int AS blocks
       FROM pg_class WHERE oid = $1::regclass AND relkind = 'r'`,
    [name],
  )
  if (stored === undefined || stored.blocks < parts) return [sql]
  const size = Math.ceil(stored.blocks / parts)
  return Array.from({ length: parts }, (_, i) => {
    const below = i === parts - 1 ? '' : ` AND t.ctid < '(${(i + 1) * size},0)'`
    return `${sql} AND t.ctid >= '(${i * size},0)'${below}`
  })
}
