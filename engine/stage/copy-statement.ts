import { STAGED_ROWID } from '../ddl/staged-rowid.ts'
import type { TablePlan } from '../plan/plan.ts'
import type { Purpose } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'

/** Signature, flags and header extension length that open a binary COPY (sql-copy.html, Binary Format). */
export const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
/** The field count of -1 that ends it. */
export const COPY_TRAILER = Buffer.from([0xff, 0xff])

/** SQL that takes the rows of a table as they are encoded. */
export function copyStatement(schema: string, { name, columns, keepsRowid }: TablePlan): string {
  const names = [...columns.map((column) => quoteIdentifier(column.name)), ...(keepsRowid ? [STAGED_ROWID] : [])]
  return `COPY ${qualifiedName(schema, name)} (${names.join(', ')}) FROM STDIN (FORMAT binary)`
}

export function copying({ source }: TablePlan): Purpose {
  return { subject: { table: source }, doing: `Copying rows of ${source}` }
}
