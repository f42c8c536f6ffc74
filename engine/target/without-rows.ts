import type pg from 'pg'
import { execute, query, transaction } from './query.ts'
import { qualifiedName } from './quote.ts'

/** Milliseconds that a look may wait for a lock, and may take. */
const LOCK = 500
const LOOK = 5000

/**
 * Which of the tables are not there, or hold no row. Takes no right that the role may lack: of what it may not read in full nothing is said,
 * nor of any where the look would take long or wait for somebody.
 */
export async function withoutRows(
  client: pg.ClientBase,
  schema: string,
  names: readonly string[],
): Promise<Map<string, 'missing' | 'empty'>> {
  if (names.length === 0) return new Map()
  try {
    return await transaction(client, async () => {
      await execute(client, `SET LOCAL lock_timeout = ${LOCK}; SET LOCAL statement_timeout = ${LOOK}`)
      const found = await query<{ name: string; isMissing: boolean; isReadable: boolean }>(client, TABLES, [
        schema,
        names,
      ])
      const looks = found.flatMap(({ name, isReadable }) =>
        isReadable
          ? `SELECT ${names.indexOf(name)} AS at WHERE NOT EXISTS (SELECT FROM ${qualifiedName(schema, name)})`
          : [],
      )
      const empty = looks.length > 0 ? await query<{ at: number }>(client, looks.join(' UNION ALL ')) : []
      return new Map([
        ...found.flatMap(({ name, isMissing }) => (isMissing ? [[name, 'missing'] as const] : [])),
        ...empty.map(({ at }) => [names[at]!, 'empty'] as const),
      ])
    })
  } catch {
    return new Map()
  }
}

const TABLES = `
  SELECT wanted.name, c.oid IS NULL AS "isMissing",
         coalesce(has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
           AND NOT row_security_active(c.oid), false) AS "isReadable"
    FROM unnest($2::text[]) AS wanted (name)
    LEFT JOIN pg_class c ON c.relname = wanted.name AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`
