import type pg from 'pg'
import type { ForeignKeyPlan } from '../plan/plan.ts'
import { query } from '../target/query.ts'
import { quoteIdentifier } from '../target/quote.ts'

/** How many rows have no parent, and the first of them: by rowid or key where the table has one, and their values. */
export async function describeOrphans(client: pg.ClientBase, key: ForeignKeyPlan, schema: string): Promise<string> {
  const table = (name: string) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
  const column = (name: string) => `c.${quoteIdentifier(name)}`
  const equal = key.columns.map(
    (name, position) => `p.${quoteIdentifier(key.parentColumns[position]!)} = ${column(name)}`,
  )
  const orphans = `
    FROM ${table(key.table)} c
   WHERE ${key.columns.map((name) => `${column(name)} IS NOT NULL`).join(' AND ')}
     AND NOT EXISTS (SELECT FROM ${table(key.parent)} p WHERE ${equal.join(' AND ')})`
  const isCollated = key.alike.some((condition, position) => condition !== equal[position])
  const alike = isCollated ? `EXISTS (SELECT FROM ${table(key.parent)} p WHERE ${key.alike.join(' AND ')})` : 'false'
  const [counted] = await query<{ all: string; alike: string }>(
    client,
    `SELECT count(*) AS all, count(*) FILTER (WHERE ${alike}) AS alike ${orphans}`,
  )
  const identity = key.identifiedBy?.columns.map(column)
  const first = await query<{ row: string; value: string }>(
    client,
    `SELECT concat_ws(', ', ${(identity ?? ["''"]).join(', ')}) AS row,
            left(concat_ws(', ', ${key.columns.map(column).join(', ')}), ${LONGEST}) AS value
       ${orphans} ORDER BY ${(identity ?? ['2']).join(', ')} LIMIT ${MOST}`,
  )
  const named = first.map(({ row, value }) => (key.identifiedBy ? `${key.identifiedBy.word} ${row}: ${value}` : value))
  const matches = `, ${counted!.alike} of them only because PostgreSQL tells apart what the collation of the parent does not (letter case or trailing spaces)`
  const rows = counted!.all === '1' ? 'row has' : 'rows have'
  return `${counted!.all} ${rows} no parent (${named.join('; ')})${counted!.alike === '0' ? '' : matches}`
}

/** So many rows are named, with so many characters of their values. */
const MOST = 5
const LONGEST = 60
