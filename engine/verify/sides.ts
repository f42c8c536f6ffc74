import type pg from 'pg'
import { isOwnRow } from '../ddl/own-rows.ts'
import type { TablePlan } from '../plan/plan.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { CanonicalRow } from './canonical-row.ts'
import type { FileEncoding, Form } from './form.ts'
import { textBytes } from './forms/text.ts'
import { leaveOut, nullCells, type NulledRows, type RejectedRows } from './leave-out.ts'
import { ownInput, type OwnInput } from './own-input.ts'
import { readFile } from './read-file.ts'
import { quoteSqliteName } from '../source/schema/name.ts'
import type { Sqlite } from '../source/sqlite/sqlite.ts'
import type { FileRow } from '../source/sqlite/value.ts'
import { readTarget } from './read-target.ts'

/** One table in the file and in the target, and the columns that both have. */
export interface Sides {
  sqlite: Sqlite
  encoding: FileEncoding
  /** In a transaction, with the session settings of target/connection/connect.ts. */
  client: pg.Client
  schema: string
  table: TablePlan
  columns: ComparedColumn[]
  signal: AbortSignal | undefined
  /** Told of rows that were read. */
  progress: (rows: number) => void
  /** Rows of the file to leave out; null without any. */
  rejected: RejectedRows | null
  /** Rows of the file with columns that count as NULL; null without any. */
  nulled: NulledRows | null
}

/** Names of a column in the file and in the target, and the form of its type. */
export interface ComparedColumn {
  source: string
  name: string
  form: Form
}

/** Reads the file's side; `row` is valid during the call only. `rowid` is the last expression's value where one is given. */
export async function eachFileRow(
  { sqlite, encoding, client, table, columns, signal, progress, rejected, nulled }: Sides,
  take: (row: CanonicalRow, rowid: string | null) => void,
  rowidSql: string | null = null,
): Promise<void> {
  const expressions = columns.map(({ source, form }) => form.fileSql(quoteSqliteName(source)))
  if (rowidSql !== null) expressions.push(rowidSql)
  const inputs = columns.map(({ form }) => (form.input === null ? null : ownInput(client, form.input)))
  const canonical = new CanonicalRow(columns.length)
  const order = rejected || nulled ? await sqlite.orderOf(table.source) : null
  const rowidAt = order === null || order.rowid === null ? null : expressions.push(order.rowid) - 1
  const makeNull = nulled && nullCells(nulled, rowidAt, columns)
  const remaining = rejected && leaveOut(rejected, rowidAt)
  const reading = { table: table.source, expressions, order: order?.sql ?? '', signal }
  for await (const all of readFile(sqlite, reading)) {
    progress(all.length)
    await makeNull?.(all)
    const batch = remaining ? await remaining(all) : all
    const given: (Map<string, string | null> | null)[] = []
    for (const [at, input] of inputs.entries()) given.push(input && (await throughInput(batch, at, input, encoding)))
    for (const row of batch) {
      canonical.clear()
      for (let at = 0; at < columns.length; at++) {
        const value = row[at]!
        const outputs = given[at]
        if (value === null) canonical.null()
        else if (!outputs) columns[at]!.form.fromFile(value, canonical)
        else addOutput(canonical, outputs, textBytes(value, encoding).toString())
      }
      take(canonical, rowidSql === null ? null : String(row[columns.length]))
    }
  }
}

/** What the type's output makes of each text of a column of the batch. */
function throughInput(
  batch: FileRow[],
  column: number,
  input: OwnInput,
  encoding: FileEncoding,
): Promise<Map<string, string | null>> {
  const texts = new Set<string>()
  for (const row of batch) {
    const value = row[column]!
    if (value !== null) texts.add(textBytes(value, encoding).toString())
  }
  return input([...texts])
}

function addOutput(canonical: CanonicalRow, outputs: Map<string, string | null>, text: string): void {
  const output = outputs.get(text) ?? null
  if (output === null) canonical.unread(text)
  else canonical.text(output)
}

/** Reads the target's side, without the rows of other sources that share the table; `row` is valid during the call only. */
export async function eachTargetRow(
  { client, schema, table, columns, signal, progress }: Sides,
  take: (row: CanonicalRow) => void,
): Promise<void> {
  const expressions = columns.map(({ name, form }) => form.targetSql(quoteIdentifier(name)))
  const sql = `SELECT ${expressions.join(', ')} FROM ${qualifiedName(schema, table.name)} t WHERE ${isOwnRow(table, 't')}`
  const canonical = new CanonicalRow(columns.length)
  const doing = `Reading ${schema}.${table.name} to verify it`
  let untold = 0
  await readTarget(client, { sql, columns: columns.length, doing, signal }, (row) => {
    canonical.clear()
    for (let at = 0; at < columns.length; at++) {
      const start = row.starts[at]!
      if (start === -1) canonical.null()
      else columns[at]!.form.fromTarget(row.bytes, start, row.ends[at]!, canonical)
    }
    take(canonical)
    if (++untold === TOLD) {
      progress(untold)
      untold = 0
    }
  })
  progress(untold)
}

/** Rows of the target after which it is told. */
const TOLD = 5000
