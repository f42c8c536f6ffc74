import type pg from 'pg'
import type { Note } from '../notes.ts'
import type { IndexPlan, TablePlan } from '../plan/plan.ts'
import { createIndex, createKeyIndex, dropIndex } from '../ddl/ddl.ts'
import { execute } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'
import { sqlStateOf } from '../target/server-error.ts'
import type { Build } from './build.ts'
import type { Built, State } from './built.ts'
import type { Job } from './in-turn.ts'
import { objectRefusal } from './object-refusal.ts'

/** An index of a table. */
export interface IndexOf extends Job<Note[]> {
  table: TablePlan
}

/** Every index of the new tables as a job of its own, largest tables first. */
export function buildIndexes({ schema, listener }: Build, tables: TablePlan[], built: Built): IndexOf[] {
  return tables
    .toSorted((a, b) => b.rows - a.rows)
    .flatMap((table) => indexesOf(table, schema).map((index) => ({ table, index })))
    .filter(({ index }) => built.index(index.name) === 'absent' || isWeakened(index, built))
    .map(({ table, index }) => ({
      table,
      run: async (client) => {
        if (isWeakened(index, built)) await execute(client, dropIndex(index.name, schema))
        const { state, notes } = await buildIndex(client, table, index)
        built.indexed(index.name, state)
        listener({ type: 'built', table: table.source, what: index.name })
        return notes
      },
    }))
}

function isWeakened({ name, unique }: IndexJob, built: Built): boolean {
  return unique && built.index(name) === 'weak'
}

interface IndexJob {
  name: string
  sql: string
  unique: boolean
  /** What it is in the file. */
  source: string
  /** The same without uniqueness, to stand in where values collide. */
  plain: string
}

function indexesOf(table: TablePlan, schema: string): IndexJob[] {
  const indexes = table.indexes.map((index: IndexPlan) => ({
    name: index.name,
    sql: createIndex(index, table, schema),
    unique: index.unique,
    source: index.source,
    plain: createIndex({ ...index, unique: false }, table, schema),
  }))
  if (!table.primaryKey) return indexes
  const { name, columns } = table.primaryKey
  const parts = columns.map((column) => ({ sql: quoteIdentifier(column), descending: false }))
  const plain = { name, unique: false, constraint: false, parts, where: null, source: '' }
  const key = {
    name,
    sql: createKeyIndex(table, schema),
    unique: true,
    source: `PRIMARY KEY (${columns.join(', ')})`,
    plain: createIndex(plain, table, schema),
  }
  return [key, ...indexes]
}

const UNIQUE_VIOLATION = '23505'

/** Builds one index. Values may collide that SQLite holds apart (the integer 1 and the text '1'), be too long for a b-tree, or overflow in an expression. */
async function buildIndex(
  client: pg.ClientBase,
  table: TablePlan,
  index: IndexJob,
): Promise<{ state: State; notes: Note[] }> {
  const purpose = { doing: `Building ${index.source} of ${table.source}`, subject: { table: table.source } }
  try {
    await execute(client, index.sql, [], purpose)
    return { state: index.unique ? 'strong' : 'weak', notes: [] }
  } catch (error) {
    const at = { table: table.source, object: index.source }
    if (sqlStateOf(error) === UNIQUE_VIOLATION) {
      await execute(client, index.plain, [], purpose)
      const message = `${index.source} is not unique in PostgreSQL: ${reason(error)}; a plain index stands in.`
      return { state: 'weak', notes: [{ code: 'unique-weakened', ...at, message }] }
    }
    const refusal = objectRefusal(error)
    if (refusal === null) throw error
    const message = `${index.source} was left out: ${refusal}.`
    return { state: 'absent', notes: [{ code: 'index-left-out', ...at, message }] }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^[^:]*: /, '') : String(error)
}
