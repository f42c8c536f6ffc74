import { Client } from 'pg'
import { columns } from '../cli/text/columns.ts'
import type { Report, TableReport } from '../engine/report/report.ts'
import { quoteIdentifier } from '../engine/target/quote.ts'
import { fitted, line, shortened } from './screen.ts'

const ROWS = 2
const COLUMNS = 5
/** Characters of a cell. */
const CELL = 24

/** Shows the first rows of the widest table, with the types that its columns got. */
export async function showRows(target: string, { target: { schema }, tables }: Report): Promise<void> {
  const [widest] = tables.filter(({ rows }) => rows > 0).toSorted((a, b) => b.columns.length - a.columns.length)
  if (!widest) return
  const shown = widest.columns.slice(0, COLUMNS)
  const rows = await firstRows(target, schema, widest.name, shown)
  line()
  line(`  A look into ${schema}.${widest.name}`)
  line()
  const [names, types, ...values] = columns([
    shown.map(({ name }) => shortened(name, CELL)),
    shown.map(({ type }) => shortened(type, CELL)),
    ...rows.map((row) => row.map((value) => shortened(value ?? 'NULL', CELL))),
  ])
  line(fitted(`    ${names}`))
  line(fitted(`    ${types}`), 'dim')
  for (const value of values) line(fitted(`    ${value}`))
}

async function firstRows(
  target: string,
  schema: string,
  table: string,
  shown: TableReport['columns'],
): Promise<(string | null)[][]> {
  const client = new Client(target)
  await client.connect()
  try {
    const values = shown.map(({ name }) => `${quoteIdentifier(name)}::text`).join(', ')
    const text = `SELECT ${values} FROM ${quoteIdentifier(schema)}.${quoteIdentifier(table)} LIMIT ${ROWS}`
    return (await client.query<(string | null)[]>({ text, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}
