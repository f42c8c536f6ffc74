import type pg from 'pg'
import type { ForeignKeyPlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'

/** How many rows have no parent, and the first of them: by rowid or key where the table has one, and their values. */
export async function describeOrphans(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<string> {
  const { all, alike, rows, values } = await findOrphans(client, key, schema)
  const named = values.map((value, at) => (key.identifiedBy ? `${key.identifiedBy.word} ${rows[at]}: ${value}` : value))
  const matches = `, ${alike} of them only because PostgreSQL tells apart what the collation of the parent does not (letter case or trailing spaces)`
  return `${all} ${all === '1' ? 'row has' : 'rows have'} no parent (${named.join('; ')})${alike === '0' ? '' : matches}`
}

interface Orphans {
  all: string
  /** Those that SQLite would have found a parent for. */
  alike: string
  /** Of the first ones, side by side: what identifies the row, and its value. */
  rows: string[]
  values: string[]
}

/** Looks for them once: where a whole table is orphaned, that takes as long as everything else of the key. */
async function findOrphans(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<Orphans> {
  const table = (name: string) => qualifiedName(schema, name)
  const column = (name: string) => `c.${quoteIdentifier(name)}`
  const parent = (conditions: string[]) =>
    `EXISTS (SELECT FROM ${table(key.parent)} p WHERE ${conditions.join(' AND ')})`
  const equal = key.columns.map((name, at) => `p.${quoteIdentifier(key.parentColumns[at]!)} = ${column(name)}`)
  const isCollated = key.alike.some((condition, at) => condition !== equal[at])
  const identity = (key.identifiedBy?.columns ?? []).map((name, at) => ({ name: `row${at}`, sql: column(name) }))
  const value = key.columns.map((name, at) => ({ name: `value${at}`, sql: column(name) }))
  const joined = (parts: { name: string }[]) => `concat_ws(', ', ${parts.map(({ name }) => name).join(', ') || "''"})`
  const order = identity.length > 0 ? identity.map(({ name }) => name).join(', ') : joined(value)
  const [found] = await query<Orphans>(
    client,
    `WITH orphan AS MATERIALIZED (
       SELECT ${[...identity, ...value].map(({ name, sql }) => `${sql} AS ${name}`).join(', ')},
              ${isCollated ? parent(key.alike) : 'false'} AS alike
         FROM ${table(key.table)} c
        WHERE ${key.columns.map((name) => `${column(name)} IS NOT NULL`).join(' AND ')} AND NOT ${parent(equal)}
     ), first AS MATERIALIZED (SELECT * FROM orphan ORDER BY ${order} LIMIT ${MOST})
     SELECT count(*) AS all, count(*) FILTER (WHERE alike) AS alike,
            ARRAY(SELECT ${joined(identity)} FROM first ORDER BY ${order}) AS rows,
            ARRAY(SELECT left(${joined(value)}, ${LONGEST}) FROM first ORDER BY ${order}) AS values
       FROM orphan`,
  )
  return found!
}

/** So many rows are named, with so many characters of their values. */
const MOST = 5
const LONGEST = 60
