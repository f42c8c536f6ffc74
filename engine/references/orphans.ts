import type pg from 'pg'
import { counted } from '../counted.ts'
import { LiteliftError } from '../errors.ts'
import { query } from '../target/query.ts'
import { type Reference, stagedRows } from './references.ts'
import { quoteIdentifier } from '../target/quote.ts'

/** Staged rows that reference nothing by one foreign key, and the first of their values. */
export interface Orphans {
  reference: Reference
  rows: number
  values: string[]
}

/** Values that a message names, each with so many characters. */
const NAMED = 5
const LONGEST = 60

/** Counts the orphans of each foreign key that has some. */
export async function countOrphans(
  client: pg.ClientBase,
  references: Reference[],
  staging: string,
): Promise<Orphans[]> {
  const found: Orphans[] = []
  for (const reference of references) {
    const { child, isOrphan } = reference
    const [counts] = await query<{ rows: number; values: string[] }>(
      client,
      `WITH orphan AS MATERIALIZED (SELECT ${valueOf(reference)} AS value FROM ${stagedRows(child, staging)} c WHERE ${isOrphan})
       SELECT count(*)::float8 AS rows,
              ARRAY(SELECT left(value, ${LONGEST}) FROM (SELECT DISTINCT value FROM orphan) o ORDER BY value LIMIT ${NAMED}) AS values
         FROM orphan`,
      [],
      { doing: `Looking for orphans of ${child.source}`, subject: { table: child.source } },
    )
    if (counts!.rows > 0) found.push({ reference, ...counts! })
  }
  return found
}

/** SQL of what the row `c` references, as text. */
export function valueOf({ columns }: Reference): string {
  return `concat_ws(', ', ${columns.map((column) => `c.${quoteIdentifier(column)}`).join(', ')})`
}

/** Words on the orphans of one foreign key: `2 rows of book reference no row of author (author_id 7; 9)`. */
export function describeOrphans({ reference: { child, columns, parent }, rows, values }: Orphans): string {
  const shown = `${columns.join(', ')} ${values.join('; ')}${values.length === NAMED ? '; …' : ''}`
  return `${counted(rows, 'row')} of ${child.source} ${rows === 1 ? 'references' : 'reference'} no row of ${parent} (${shown})`
}

/** The error of a migration that orphans end; names those of all tables. */
export function orphansError(
  orphans: Orphans[],
  { nulled = false, cause }: { nulled?: boolean; cause?: unknown } = {},
): LiteliftError {
  const { child, columns } = orphans[0]!.reference
  const column = child.columns.find(({ name }) => columns.includes(name))?.source
  return new LiteliftError('target-refused-values', {
    subject: { table: child.source, ...(column !== undefined && { column }) },
    message: `${orphans.map(describeOrphans).join('; ')}.`,
    hint: nulled
      ? 'These references cannot be NULL: their columns are NOT NULL, part of a key, or have a default for NULL. Choose `reject` or `keep` for `--on-orphan` (`onOrphan`).'
      : adviceOn(orphans),
    cause,
  })
}

/** What may be done about orphans that end the migration. Those of keys that it adds do so only where the options ask for it. */
export function adviceOn(orphans: Orphans[]): string {
  const missing = [
    ...new Set(orphans.filter(({ reference }) => !reference.isParentStaged).map(({ reference }) => reference.parent)),
  ]
  const bring = missing.length > 0 ? `, or bring the rows of ${missing.join(', ')} over too` : ''
  const leave = orphans.some(({ reference }) => reference.existing === null)
    ? ' For new tables, leave the option out: their keys hold for new rows only then, and a note counts the orphans.'
    : ''
  return `Mend the references in the file${bring}, or say with \`--on-orphan\` (\`onOrphan\`) what becomes of them: \`null\` takes the references away, \`reject\` lists the rows and, with \`--on-reject continue\` (\`onReject\`), leaves them out, \`keep\` brings them and lets the key hold for new rows only.${leave}`
}
