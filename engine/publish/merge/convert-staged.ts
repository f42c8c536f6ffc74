import { createHash } from 'node:crypto'
import type pg from 'pg'
import { isOwnRow, isShared } from '../../ddl/own-rows.ts'
import { filledColumns, type TablePlan } from '../../plan/plan.ts'
import { execute, query } from '../../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { INDEX_OPERATORS } from './index-operators.ts'
import { assignedValues } from './assigned-values.ts'

/** Staged rows in the very types of the existing table. */
export interface ConvertedRows {
  table: TablePlan
  /** Quoted, with their schemas: the existing table, and that of the converted rows. */
  into: string
  from: string
  /**
   * SQL of the existing rows with the types that publish will give their columns: the table itself unless some are widened. To be compared by a key:
   * of a table that other sources share, the own ones alone.
   */
  held: string
  /** The columns that the migration fills. */
  columns: string[]
  /** Those of them in which rows are compared: what only says how the file came makes no row another one. */
  compared: string[]
}

/** The same to be compared with the existing table by a key, whose columns are among those that the file fills; by the row without. */
export interface Converted extends ConvertedRows {
  key: string[]
  /** By which its columns compare, in the same order. */
  operators: string[]
  /** Identities GENERATED ALWAYS. */
  always: string[]
}

/**
 * Converts one table's staged rows by assignment, which refuses what a cast would cut or round, before the existing table is
 * touched. The converted rows lie in the staging schema, under a name that no search path finds by chance.
 */
export async function convertRows(
  client: pg.ClientBase,
  table: TablePlan,
  staging: string,
  schema: string,
): Promise<ConvertedRows> {
  const name = quoteIdentifier(table.name)
  const into = `${quoteIdentifier(schema)}.${name}`
  const from = qualifiedName(staging, createHash('sha256').update(table.name).digest('hex').slice(0, 32))
  const columns = filledColumns(table)
  const names = columns.map(quoteIdentifier).join(', ')
  const held = heldRows(table, into)
  const asides = new Set(table.constants.filter(({ isKey }) => !isKey).map((one) => one.name))
  await execute(
    client,
    `DROP TABLE IF EXISTS ${from};
     CREATE UNLOGGED TABLE ${from} AS SELECT ${names} FROM ${held} t WITH NO DATA;
     INSERT INTO ${from} (${names}) SELECT ${assignedValues(table).join(', ')} FROM ${quoteIdentifier(staging)}.${name}`,
    [],
    { doing: `Converting the rows of ${table.source} for the existing table`, subject: { table: table.source } },
  )
  return { table, into, from, held, columns, compared: columns.filter((column) => !asides.has(column)) }
}

/** Whether the converted columns have the types that the existing table has by now: its owner, or the user's own SQL, may have changed them. */
export async function stillFits(client: pg.ClientBase, { from, into, columns }: ConvertedRows): Promise<boolean> {
  const found = await query(client, OTHER_TYPES, [from, into, columns])
  return found.length === 0
}

const OTHER_TYPES = `
  SELECT FROM unnest($3::text[]) AS c (name)
    LEFT JOIN pg_attribute f ON f.attrelid = $1::regclass AND f.attname = c.name
    LEFT JOIN pg_attribute t ON t.attrelid = $2::regclass AND t.attname = c.name
   WHERE (f.atttypid, f.atttypmod, f.attcollation) IS DISTINCT FROM (t.atttypid, t.atttypmod, t.attcollation)`

/** The plan only reads, so it sees columns that are still narrow; publish has widened them by then. */
function heldRows(table: TablePlan, into: string, { own = false } = {}): string {
  const { columns, constants } = table
  const where = own && isShared(table) ? ` WHERE ${isOwnRow(table, 'o')}` : ''
  if (where === '' && columns.every(({ widened }) => widened === null)) return into
  const values = columns.map(({ name, widened }) => {
    const column = quoteIdentifier(name)
    return widened === null ? column : `${column}::${widened.to} AS ${column}`
  })
  const all = [...constants.map(({ name }) => quoteIdentifier(name)), ...values]
  return `(SELECT ${all.join(', ')}, tableoid, ctid, xmin FROM ${into} o${where})`
}

/**
 * Converts rows and makes them ready to be compared by the table's key.
 * @throws LiteliftError `target-refused-values` where two rows have one key
 */
export async function convertStaged(
  client: pg.ClientBase,
  table: TablePlan,
  staging: string,
  schema: string,
): Promise<Converted> {
  const key = table.key ?? []
  const converted = await convertRows(client, table, staging, schema)
  const { from, into } = converted
  if (key.length > 0)
    await execute(client, `CREATE UNIQUE INDEX ON ${from} (${key.map(quoteIdentifier).join(', ')})`, [], {
      doing: `Two rows of ${table.source} have one key in the existing table ${table.name}`,
      subject: { table: table.source },
    })
  await execute(client, `ANALYZE ${from}`)
  const always = await query<{ name: string }>(
    client,
    "SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attidentity = 'a'",
    [into],
  )
  const operators = await keyOperators(client, into, key)
  const held = heldRows(table, into, { own: true })
  return { ...converted, held, key, operators, always: always.map(({ name }) => name) }
}

/** By which the columns of a key of the existing table compare, in their order. */
export async function keyOperators(client: pg.ClientBase, into: string, key: string[]): Promise<string[]> {
  const [index] = await query<{ operators: string[] }>(client, KEY_OPERATORS, [into, key])
  return index?.operators ?? []
}

/** Of the unique index over just these columns, in their order. */
const KEY_OPERATORS = `
  SELECT ${INDEX_OPERATORS} AS operators FROM pg_index x
   WHERE x.indrelid = $1::regclass AND x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL
     AND $2::text[] = ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY p (attnum, position)
                              JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = p.attnum
                             WHERE p.position <= x.indnkeyatts ORDER BY position)
   LIMIT 1`
