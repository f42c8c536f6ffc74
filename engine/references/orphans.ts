import type pg from 'pg'
import { counted, grouped } from '../counted.ts'
import { LiteliftError } from '../errors.ts'
import { query } from '../target/query.ts'
import { type Reference, type Rejects, stagedRows, type Where } from './references.ts'
import { quoteIdentifier, quoteLiteral } from '../target/quote.ts'

/** Staged rows that reference nothing by one foreign key, and the first of their values. */
export interface Orphans {
  reference: Reference
  rows: number
  /** How many of them reference a row of the file that is a reject, as far as is known. */
  ofRejects: number
  values: string[]
}

/** Values that a message names, each with so many characters. */
const NAMED = 5
const LONGEST = 60

/** Counts the orphans of each foreign key that has some. */
export async function countOrphans(
  client: pg.ClientBase,
  references: Reference[],
  { staging, rejects }: Pick<Where, 'staging' | 'rejects'>,
): Promise<Orphans[]> {
  const found: Orphans[] = []
  for (const reference of references) {
    const { child, isOrphan } = reference
    const [counts] = await query<{ rows: number; ofRejects: number; values: string[] }>(
      client,
      `WITH orphan AS MATERIALIZED (SELECT ${valueOf(reference)} AS value, ${isOfReject(reference, rejects)} AS of_reject FROM ${stagedRows(child, staging)} c WHERE ${isOrphan})
       SELECT count(*)::float8 AS rows, (count(*) FILTER (WHERE of_reject))::float8 AS "ofRejects",
              ARRAY(SELECT left(value, ${LONGEST}) FROM (SELECT value, bool_and(of_reject) AS of_reject FROM orphan GROUP BY value) o
                     ORDER BY of_reject, value LIMIT ${NAMED}) AS values
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

/** SQL: whether the staged row `c` references a row that is a reject itself. */
export function isOfReject({ isOfReject }: Reference, { relation, migration }: Rejects): string {
  if (isOfReject === null) return 'false'
  return `EXISTS (SELECT FROM ${relation} r WHERE r.migration = ${quoteLiteral(migration)} AND ${isOfReject})`
}

/** Words on the orphans of one foreign key: `2 rows of book reference no row of author (author_id 7; 9)`. */
export function describeOrphans({ reference: { child, columns, parent }, rows, ofRejects, values }: Orphans): string {
  const shown = `${columns.join(', ')} ${values.join('; ')}${values.length === NAMED ? '; …' : ''}`
  return `${counted(rows, 'row')} of ${child.source} ${rows === 1 ? 'references' : 'reference'} no row of ${parent} (${shown})${ofWhich({ rows, ofRejects, parent })}`
}

/** How many are no fault of their own: their parent is in the file, and is a reject. */
function ofWhich({ rows, ofRejects, parent }: { rows: number; ofRejects: number; parent: string }): string {
  if (ofRejects === 0) return ''
  const one = ofRejects === 1
  const why = `because ${one ? `its row of ${parent} is a reject` : `their rows of ${parent} are rejects`}`
  if (ofRejects === rows) return `, ${why}`
  const rest = rows - ofRejects
  return `, ${grouped(ofRejects)} of them ${why}; ${grouped(rest)} ${rest === 1 ? 'references' : 'reference'} nothing in the file`
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
    hint: adviceOn(orphans, { nulled }),
    cause,
  })
}

/** What may be done about orphans that end the migration. Those of keys that it adds do so only where the options ask for it. */
export function adviceOn(orphans: Orphans[], { nulled = false }: { nulled?: boolean } = {}): string {
  if (nulled)
    return 'These references cannot be NULL: their columns are NOT NULL, part of a key, or have a default for NULL. Choose `reject` or `keep` for `--on-orphan` (`onOrphan`).'
  const refused = [
    ...new Set(orphans.filter(({ ofRejects }) => ofRejects > 0).map(({ reference }) => reference.parent)),
  ]
  const first =
    refused.length > 0 ? `Mend the rejects of ${refused.join(', ')} first: what references them comes along then. ` : ''
  if (orphans.every(({ rows, ofRejects }) => rows === ofRejects))
    return `${first}Or leave both out: \`--on-orphan reject\` (\`onOrphan\`) with \`--on-reject continue\` (\`onReject\`).`
  const missing = [
    ...new Set(orphans.filter(({ reference }) => !reference.isParentStaged).map(({ reference }) => reference.parent)),
  ]
  const bring = missing.length > 0 ? `, or bring the rows of ${missing.join(', ')} over too` : ''
  const leave = orphans.some(({ reference }) => reference.existing === null)
    ? ' For new tables, leave the option out: their keys hold for new rows only then, and a note counts the orphans.'
    : ''
  return `${first}Mend the references in the file${bring}, or say with \`--on-orphan\` (\`onOrphan\`) what becomes of them: \`null\` takes the references away, \`reject\` lists the rows and, with \`--on-reject continue\` (\`onReject\`), leaves them out, \`keep\` brings them and lets the key hold for new rows only.${leave}`
}
