import type pg from 'pg'
import { counted } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import type { Note } from '../../notes.ts'
import type { Plan } from '../../plan/plan.ts'
import { query } from '../../target/query.ts'
import { countRows } from './lock-and-count.ts'

/** A table outside the migration that is emptied along with the tables that it references. */
export interface AlsoEmptied {
  /** As the user named it. */
  named: string
  /** Quoted, with its schema. */
  relation: string
}

/**
 * Finds the tables of `alsoEmpty`: in the target schema, or in the one that the name begins with.
 * @throws LiteliftError `option-invalid` for a name that is none of the target's, and for a table that the migration fills;
 * `target-row-security`, `target-grant-missing`
 */
export async function findAlsoEmpty(client: pg.ClientBase, plan: Plan): Promise<AlsoEmptied[]> {
  if (plan.alsoEmpty.length === 0) return []
  const found = await query<{
    named: string
    relation: string | null
    name: string | null
    inSchema: boolean
    secured: boolean
    grant: string | null
  }>(client, FIND, [plan.schema, [...new Set(plan.alsoEmpty)]])
  const filled = new Set(plan.tables.map(({ name }) => name))
  return found.map(({ named, relation, name, inSchema, secured, grant }) => {
    const isFilled = inSchema && name !== null && filled.has(name)
    if (relation !== null && !isFilled && secured) throw hiddenRows(named)
    if (relation !== null && !isFilled && grant !== null) throw noRight(named, grant)
    if (relation !== null && !isFilled) return { named, relation }
    throw new LiteliftError('option-invalid', {
      message: `alsoEmpty: ${named} is ${isFilled ? 'filled by the migration' : `no table of the target`}.`,
      hint: isFilled
        ? 'Its mode says what becomes of its rows; take it out of alsoEmpty.'
        : `Name a table of the schema ${plan.schema}, or one with its schema, as in other.table.`,
    })
  })
}

function hiddenRows(table: string): LiteliftError {
  return new LiteliftError('target-row-security', {
    subject: { table },
    message: `Row-level security of ${table}, which alsoEmpty names, applies to this role, so that rows hidden from it would stay.`,
    hint: "Migrate as the table's owner, or as a role with BYPASSRLS.",
  })
}

function noRight(table: string, grant: string): LiteliftError {
  return new LiteliftError('target-grant-missing', {
    subject: { table },
    message: `This role may not empty ${table}, which alsoEmpty names.`,
    hint: `Run as its owner: ${grant}`,
  })
}

/** Notes on the rows that go, or would; counted before. */
export async function noteAlsoEmpty(client: pg.ClientBase, tables: AlsoEmptied[]): Promise<Note[]> {
  const notes: Note[] = []
  for (const { named, relation } of tables) {
    const rows = await countRows(client, relation)
    notes.push({ code: 'also-emptied', message: `${named} is emptied, as alsoEmpty says: ${counted(rows, 'row')}.` })
  }
  return notes
}

const FIND = `
  SELECT DISTINCT ON (w.position) w.named, coalesce(row_security_active(c.oid), false) AS secured,
         CASE WHEN c.oid IS NOT NULL AND NOT has_table_privilege(c.oid, 'SELECT, DELETE') THEN format('GRANT SELECT, DELETE ON %I.%I TO %I;', n.nspname, c.relname, current_user) END AS "grant",
         CASE WHEN c.oid IS NOT NULL THEN format('%I.%I', n.nspname, c.relname) END AS relation, c.relname AS name, coalesce(n.nspname = $1, false) AS "inSchema"
    FROM unnest($2::text[]) WITH ORDINALITY w (named, position)
    LEFT JOIN (pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p'))
      ON n.nspname = $1 AND c.relname = w.named OR n.nspname || '.' || c.relname = w.named
   ORDER BY w.position, n.nspname IS DISTINCT FROM $1`
