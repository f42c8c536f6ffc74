import type pg from 'pg'
import type { Note } from '../../notes.ts'
import { countOrphans, describeOrphans, type Orphans, orphansError } from '../../references/orphans.ts'
import { findReferences, refuseHidden, type Where } from '../../references/references.ts'
import { sqlStateOf } from '../../target/server-error.ts'

const FOREIGN_KEY_VIOLATION = '23503'

/** Staged rows that foreign keys of the target would refuse. */
export async function orphansInTarget(client: pg.ClientBase, where: Where): Promise<Orphans[]> {
  const { plan } = where
  const all = await findReferences(client, where)
  const references = all.filter(({ existing }) => existing?.valid === true)
  if (plan.onOrphan === 'keep') refuseHidden(references)
  return countOrphans(
    client,
    references.filter(({ hidden }) => !hidden),
    where,
  )
}

/** What is said of a foreign key that orphans made NOT VALID. */
export function keptOrphans(orphans: Orphans): Note {
  const { child, name } = orphans.reference
  const message = `${describeOrphans(orphans)}; the foreign key ${name} became NOT VALID, for new rows only, as onOrphan says.`
  return { code: 'foreign-key-not-valid', table: child.source, message }
}

/**
 * PostgreSQL names one row of one foreign key. In its place all orphans of all tables, where there are any; other errors as they are.
 * The transaction has to be over.
 */
export async function namingOrphans(client: pg.ClientBase, where: Where, error: unknown): Promise<unknown> {
  if (sqlStateOf(error) !== FOREIGN_KEY_VIOLATION) return error
  const orphans = await orphansInTarget(client, where)
  return orphans.length > 0 ? orphansError(orphans, { cause: error }) : error
}
