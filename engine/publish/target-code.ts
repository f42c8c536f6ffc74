import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { TablePlan } from '../plan/plan.ts'
import { said } from '../said.ts'
import { query } from '../target/query.ts'
import { isServerError } from '../target/server-error.ts'

/** The first line of an error's context that names a function of the target (plpgsql, pl_exec.c; SQL functions, functions.c). */
const FUNCTION = /^(?:PL\/pgSQL function |SQL function )"?(?:[^\s"(]+\.)?([^\s"(.]+)/m

/**
 * An error that came out of the target's own code, with the trigger and the table that it belongs to; other errors, and those
 * that a later try may not see, as they are. Asks the catalogue, so the transaction has to be over.
 */
export async function namingTargetCode(client: pg.ClientBase, tables: TablePlan[], error: unknown): Promise<unknown> {
  if (!(error instanceof LiteliftError) || error.kind === 'again' || !isServerError(error.cause)) return error
  const [, name] = FUNCTION.exec(error.cause.where ?? '') ?? []
  if (name === undefined) return error
  const triggers = await query<{ table: string; trigger: string }>(client, TRIGGERS, [
    name,
    tables.map((table) => table.name),
  ])
  const [first] = triggers
  const shown = triggers.map(({ table, trigger }) => `the trigger ${trigger} of ${table}`).join(', ')
  return new LiteliftError('target-code-failed', {
    subject: first ? { table: first.table } : error.subject,
    message: `The function ${name}${shown === '' ? '' : `, which ${shown} calls,`} failed: ${said(error.cause.message)} (SQLSTATE ${error.cause.code}).`,
    hint: 'It runs as it does for the application, with the target schema and public as search path. Mend it, or disable the trigger while migrating.',
    cause: error.cause,
  })
}

const TRIGGERS = `
  SELECT c.relname AS "table", t.tgname AS trigger
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
   WHERE p.proname = $1 AND c.relname = ANY ($2::text[]) AND NOT t.tgisinternal
   ORDER BY 1, 2`
