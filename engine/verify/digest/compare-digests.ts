import type pg from 'pg'
import type { TablePlan } from '../../plan/plan.ts'
import { query } from '../../target/query.ts'
import type { FileEncoding } from '../form.ts'
import { storedTable } from '../stored-table.ts'
import type { TargetTable } from '../target-table.ts'
import { cutTable, type DigestPart } from './cut-table.ts'
import type { DigestFile } from './digest-file.ts'
import type { DigestTarget } from './digest-target.ts'
import { added, type RowSums } from './digester.ts'
import type { FilePages } from './file-tree.ts'

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

/** Sums of both sides of a table, or of parts of it. Plain data. */
export interface TableSums {
  file: RowSums
  target: RowSums
}

/** A table of the plan and the one that it became. */
interface Compared {
  table: TablePlan
  schema: string
  target: TargetTable
}

/**
 * Whether a table is, row by row and value by value, what the file has: by the sums of digests that both sides are brought to in their own
 * form, without making texts of values. It is asked for one by one where this says no or does not know: a fifth of the rows a second (bench/).
 * @param client in a transaction whose snapshot the threads take
 * @returns the rows of either side where all are equal; null where they are not, or where something is unknown to digests
 */
export async function equalByDigests(
  digesting: Digesting,
  client: pg.ClientBase,
  compared: Compared,
  progress: (rows: number) => void,
): Promise<number | null> {
  if (compared.table.rows < digesting.fewest) return null
  const cut = await cutForLanes(digesting, client, compared)
  return cut && (await equalParts(digesting, client, cut.parts, progress))
}

/** A table in as many parts as the threads want, and about how many rows its target has. Null of what is unknown to digests. */
export async function cutForLanes(
  { pages, lanes }: Digesting,
  client: pg.ClientBase,
  { table, schema, target }: Compared,
): Promise<{ parts: DigestPart[]; rows: number } | null> {
  const stored = await storedTable(client, schema, table.name)
  const parts = cutTable({ pages, table, schema, target, stored, parts: PARTS * lanes })
  return parts && { parts, rows: stored?.rows ?? 0 }
}

/** As {@link equalByDigests}, of all parts of a table. */
export async function equalParts(
  digesting: Digesting,
  client: pg.ClientBase,
  parts: readonly DigestPart[],
  progress: (rows: number) => void,
): Promise<number | null> {
  const [exported] = await query<{ snapshot: string }>(client, 'SELECT pg_export_snapshot() AS snapshot')
  const sums = await digestParts(digesting, parts, { snapshot: exported!.snapshot, progress })
  return sums && equalRows(sums)
}

/**
 * Digests parts of one table.
 * @param snapshot of pg_export_snapshot(); null to take the rows as they are
 * @returns null where something is unknown to digests
 */
export async function digestParts(
  digesting: Digesting,
  parts: readonly DigestPart[],
  { snapshot, progress = () => undefined }: { snapshot: string | null; progress?: (rows: number) => void },
): Promise<TableSums | null> {
  const { pages } = digesting
  const ofFile = parts.flatMap(({ table, columns, subtrees }): DigestFile[] =>
    subtrees.length === 0 ? [] : [{ kind: 'digest-file', name: table, pages, columns, subtrees }],
  )
  const ofTarget = parts.flatMap(({ target, columns, sql }): WithoutLogin[] => {
    const common = { kind: 'digest-target', applicationName: 'litelift verify', snapshot, name: target } as const
    return sql === null ? [] : [{ ...common, sql, columns }]
  })
  // The server works on its rows while the file's are read.
  const sums = await digesting.run([...ofTarget, ...ofFile], progress)
  if (sums.includes(null)) return null
  const known = sums as RowSums[]
  return { target: added(known.slice(0, ofTarget.length)), file: added(known.slice(ofTarget.length)) }
}

/** The sums of parts that have no row in common. */
export function addedSums(parts: readonly TableSums[]): TableSums {
  return { file: added(parts.map(({ file }) => file)), target: added(parts.map(({ target }) => target)) }
}

/** How many rows both sides have, where they have the same; otherwise null. */
export function equalRows({ file, target }: TableSums): number | null {
  return file.rows === target.rows && file.a === target.a && file.b === target.b ? Number(file.rows) : null
}
