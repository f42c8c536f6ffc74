import { identifier } from './identifier.ts'

/** litelift's own: its ledger, what is staged, what a plan tries; and PostgreSQL's own (ddl-schemas.html, 5.10.6). */
const RESERVED = /^(litelift|litelift_(plan_)?[0-9a-f-]+|pg_.*|information_schema)$/s

/** Whether a schema is not to be migrated into: rows of a file there could be taken for the ledger's. */
export function isReserved(schema: string): boolean {
  return RESERVED.test(schema)
}

/** A schema that may take tables of a file. */
export const targetSchema = identifier.refine(
  (name) => !isReserved(name),
  'that name is of a schema of PostgreSQL or of litelift itself, which no file may write to',
)
