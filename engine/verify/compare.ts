import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { execute, transaction } from '../target/query.ts'
import { compareRows, type RowComparison } from './compare-rows.ts'
import type { Listener } from '../events.ts'
import { compareProgress } from './compare-progress.ts'
import { cutForLanes, equalByDigests, equalParts, type Digesting } from './digest/compare-digests.ts'
import type { DigestPart } from './digest/cut-table.ts'
import { formOf } from './form-of.ts'
import type { NulledRows, RejectedRows } from './leave-out.ts'
import type { FileEncoding } from './form.ts'
import type { Sqlite } from '../source/sqlite/sqlite.ts'
import { countRows } from './read-file.ts'
import { describeTargets, type TargetTable } from './target-table.ts'

/** One table of the file against the table that it became. */
export interface Comparison extends RowComparison {
  /** Name in the file, and in PostgreSQL with its schema. */
  table: string
  target: string
  /** Columns, or the whole table, that the plan names and the target lacks; the other columns are compared all the same. */
  absent: string[]
}

export interface CompareRequest {
  /** The private copy, and how it holds texts. */
  sqlite: Sqlite
  encoding: FileEncoding
  /** Of target/connection/connect.ts, and in no transaction. A comparison that is interrupted may leave it destroyed. */
  client: pg.Client
  /** Where the tables are: the staging schema, or the one they were published to. */
  schema: string
  tables: TablePlan[]
  /** Gives the rows of a table of the file that are left out of the comparison, or null. */
  rejected?: (table: string) => RejectedRows | null
  /** Gives the rows of which columns count as NULL, or null. */
  nulled?: (table: string) => NulledRows | null
  signal?: AbortSignal
  /** Compares on several threads where it can; null on this one alone. */
  digesting?: Digesting | null
  /** Told of rows that were read, on either side. */
  progress?: (table: string, rows: number) => void
}

/**
 * Compares every value of the file with every value of the target, both ways. Reads the file through SQLite's SQL and the
 * target through its text output, and shares no code with the page reader and the encoder: it finds their mistakes.
 * Needs no key and no order. Memory: about 200 KB a table, and for tables that differ a bounded number of their rows.
 * Tables of many rows are compared by digests first (digest/), on several threads; one by one it is about 80,000 rows of 17
 * columns a second, and 360,000 of four integers (bench/).
 *
 * @throws LiteliftError of the server, by SQLSTATE; the signal's reason. Differences are no error here (differs.ts).
 */
export async function compareTables(request: CompareRequest): Promise<Comparison[]> {
  const { client, schema, tables } = request
  return transaction(client, async () => {
    await execute(client, SNAPSHOT)
    const names = tables.map(({ name }) => name)
    const targets = await describeTargets(client, schema, names)
    const comparisons: Comparison[] = []
    for (const table of tables) comparisons.push(await compareTable(request, table, targets.get(table.name)))
    return comparisons
  })
}

/**
 * The same of tables whose rows nobody has counted, where digests of both sides tell all there is: each has the very rows that it has in the file.
 * @returns null where they do not; nothing is known then
 */
export async function compareByDigests(
  { client, schema, tables, listener }: Pick<CompareRequest, 'client' | 'schema' | 'tables'> & { listener: Listener },
  digesting: Digesting,
): Promise<Comparison[] | null> {
  return transaction(client, async () => {
    await execute(client, SNAPSHOT)
    const names = tables.map(({ name }) => name)
    const targets = await describeTargets(client, schema, names)
    const cut: { table: TablePlan; parts: DigestPart[]; rows: number }[] = []
    for (const table of tables) {
      const target = targets.get(table.name)
      const known = target ? await cutForLanes(digesting, client, { table, schema, target }) : null
      if (known === null) return null
      cut.push({ table, ...known })
    }
    const progress = compareProgress(
      listener,
      cut.map(({ table: { source }, rows }) => ({ source, rows })),
    )
    const comparisons: Comparison[] = []
    for (const { table, parts } of cut) {
      const rows = await equalParts(digesting, client, parts, (rows) => progress(table.source, rows))
      if (rows === null) return null
      comparisons.push({ ...namesOf(table, schema), absent: [], ...equal(rows) })
    }
    return comparisons
  })
}

function namesOf({ source, name }: TablePlan, schema: string): Pick<Comparison, 'table' | 'target'> {
  return { table: source, target: `${schema}.${name}` }
}

/** One for all readings. Row-level security that would hide rows is an error rather than a difference. */
const SNAPSHOT = 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off'

async function compareTable(
  request: CompareRequest,
  table: TablePlan,
  target: TargetTable | undefined,
): Promise<Comparison> {
  const { sqlite, encoding, client, schema, signal, digesting = null } = request
  const named = namesOf(table, schema)
  if (target === undefined) return { ...named, absent: [named.target], ...(await allAbsent(sqlite, table)) }
  const columns = table.columns.flatMap((column) => {
    const { source, name } = column
    const type = target.types.get(name)
    return type ? [{ source, name, form: formOf(type, column, encoding) }] : []
  })
  const present = new Set(columns.map(({ name }) => name))
  const absent = table.columns.filter(({ name }) => !present.has(name)).map(({ name }) => `${named.target}.${name}`)
  const rejected = request.rejected?.(table.source) ?? null
  const nulled = request.nulled?.(table.source) ?? null
  const progress = (rows: number) => request.progress?.(table.source, rows)
  if (digesting !== null && absent.length === 0 && rejected === null && nulled === null) {
    const rows = await equalByDigests(digesting, client, { table, schema, target }, progress)
    if (rows !== null) return { ...named, absent, ...equal(rows) }
  }
  const sides = { sqlite, encoding, client, schema, table, columns, signal, progress, rejected, nulled }
  return { ...named, absent, ...(await compareRows(sides, keyOf(table, target.primaryKey))) }
}

function equal(rows: number): RowComparison {
  return { rows: { file: rows, target: rows }, onlyIn: { file: 0, target: 0 }, exact: true, differences: [] }
}

/** Names of the primary key, those that are the same in all rows aside. */
function keyOf({ primaryKey, constants }: TablePlan, ofTarget: string[]): string[] {
  const same = new Set(constants.map(({ name }) => name))
  return (primaryKey?.columns ?? ofTarget).filter((name) => !same.has(name))
}

async function allAbsent(sqlite: Sqlite, { source }: TablePlan): Promise<RowComparison> {
  const count = await countRows(sqlite, source)
  return { rows: { file: count, target: 0 }, onlyIn: { file: count, target: 0 }, exact: true, differences: [] }
}
