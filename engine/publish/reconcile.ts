import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { convertStaged, type Converted } from './convert-staged.ts'
import { countDifferences, differOf, matchOf } from './differences.ts'
import type { Merged } from './merged.ts'

/**
 * Inserts and updates the rows of existing tables by primary key; `mirror` also deletes those that the file lacks. Rows
 * that are the same already are not written. Other columns of the tables keep their values.
 *
 * One statement, because foreign keys are checked, and their actions run, at its end: neither the order of the tables nor
 * a cycle among them matters. Within a table deletes come before updates before inserts, so that a unique value can
 * pass from a deleted row to another one; each waits for the count of the one before it (queries-with.html leaves their
 * order open otherwise). Every row is touched at most once, since the keys of the three are disjoint.
 * @throws LiteliftError `target-refused-values` where two rows have one key, or where triggers or the actions of foreign
 * keys made rows differ from the file's
 */
export async function reconcileRows(
  client: pg.ClientBase,
  tables: TablePlan[],
  { staging, schema, mode }: { staging: string; schema: string; mode: 'upsert' | 'mirror' },
): Promise<Merged[]> {
  if (tables.length === 0) return []
  // Readers go on; what others write between the comparison and the end would be lost.
  await execute(
    client,
    `LOCK TABLE ${tables.map(({ name }) => qualifiedName(schema, name)).join(', ')} IN SHARE ROW EXCLUSIVE MODE`,
    [],
    { doing: 'Locking the existing tables against writers' },
  )
  await execute(client, 'SET CONSTRAINTS ALL DEFERRED')
  const converted: Converted[] = []
  for (const table of tables) converted.push(await convertStaged(client, table, staging, schema))
  const parts = converted.flatMap((one, i) => changesOf(one, i, mode))
  const counts = converted.flatMap((_, i) =>
    ['d', 'u', 'i'].map((step) => `(SELECT count(*) FROM ${step}${i})::float8`),
  )
  const [row] = await query<{ counts: number[] }>(
    client,
    `WITH ${parts.join(',\n')} SELECT ARRAY[${counts.join(', ')}] AS counts`,
    [],
    { doing: 'Bringing the existing tables up to date' },
  )
  await execute(client, 'SET CONSTRAINTS ALL IMMEDIATE', [], {
    doing: 'Checking the constraints of the existing tables',
  })
  for (const one of converted) await refuseDifferences(client, one, mode)
  return converted.map(({ table }, i) => {
    const [deleted, updated, inserted] = row!.counts.slice(3 * i, 3 * i + 3) as [number, number, number]
    return { table, inserted, updated, unchanged: table.rows - inserted - updated, skipped: 0, deleted }
  })
}

function changesOf(converted: Converted, i: number, mode: 'upsert' | 'mirror'): string[] {
  const { into, from, columns, always } = converted
  const names = columns.map(quoteIdentifier)
  // PostgreSQL lets nobody update these; where they differ, the comparison afterwards says so.
  const settable = columns.filter((column) => !always.includes(column)).map(quoteIdentifier)
  const matches = matchOf(converted)
  const assignments = settable.map((column) => `${column} = s.${column}`)
  return [
    mode === 'mirror'
      ? `d${i} AS (DELETE FROM ${into} t WHERE NOT EXISTS (SELECT FROM ${from} s WHERE ${matches}) RETURNING 1)`
      : `d${i} AS (SELECT FROM ${from} WHERE false)`,
    assignments.length === 0
      ? `u${i} AS (SELECT FROM d${i} WHERE false)`
      : `u${i} AS (UPDATE ${into} t SET ${assignments.join(', ')} FROM ${from} s
           WHERE ${matches} AND ${differOf(converted)} AND (SELECT count(*) FROM d${i}) >= 0 RETURNING 1)`,
    `i${i} AS (INSERT INTO ${into} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
       SELECT ${names.map((name) => `s.${name}`).join(', ')} FROM ${from} s
        WHERE NOT EXISTS (SELECT FROM ${into} t WHERE ${matches})
          AND (SELECT count(*) FROM d${i}) >= 0 AND (SELECT count(*) FROM u${i}) >= 0 RETURNING 1)`,
  ]
}

/** A foreign key's ON DELETE can take rows away that the file has, and a trigger can change what was written. */
async function refuseDifferences(
  client: pg.ClientBase,
  converted: Converted,
  mode: 'upsert' | 'mirror',
): Promise<void> {
  const { source } = converted.table
  const { missing, different, more } = await countDifferences(client, converted)
  const extra = mode === 'mirror' ? more : 0
  if (missing + different + extra === 0) return
  const counts = [
    missing > 0 ? `${missing} rows are missing` : '',
    different > 0 ? `${different} hold other values` : '',
    extra > 0 ? `${extra} are too many` : '',
  ]
  throw new LiteliftError('target-refused-values', {
    subject: { table: source },
    message: `After ${mode} the existing table ${converted.table.name} is not what the file says: ${counts.filter(Boolean).join(', ')}. A trigger, a rule or the action of a foreign key changed them.`,
    hint: 'Nothing was published. Disable what changes the rows, or use mode append.',
  })
}
