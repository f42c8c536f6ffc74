import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../target/quote.ts'

/**
 * Advances the sequences that give existing tables their values past every one that is there now, and past what AUTOINCREMENT gave out
 * in the file; never back. Those of identities and serials are the column's own; a default may also call nextval() on one that nothing owns.
 */
export async function advanceSequences(client: pg.ClientBase, tables: TablePlan[], schema: string): Promise<void> {
  for (const { name, givenOut } of tables) {
    const table = qualifiedName(schema, name)
    const found = await query<{ sequence: string; column: string; most: string }>(client, SEQUENCES, [table])
    for (const { sequence, column, most } of found) {
      const isGivenOut = givenOut?.column === column && givenOut.last < BigInt(most)
      const last = isGivenOut ? givenOut.last : null
      await execute(
        client,
        `SELECT setval(${quoteLiteral(sequence)}, top)
           FROM (SELECT greatest(max(${quoteIdentifier(column)}), ${last}::bigint) AS top FROM ${table}) t
          WHERE top > (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ${sequence})`,
      )
    }
  }
}

/** A sequence that counts downwards, or in a column of other numbers, is left alone. */
const SEQUENCES = `
  WITH counted AS (
    SELECT a.attrelid, a.attnum, a.attname FROM pg_attribute a
     WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
       AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype))
  SELECT DISTINCT format('%I.%I', n.nspname, s.relname) AS sequence, c.attname AS column,
         q.seqmax::text AS most
    FROM counted c
    LEFT JOIN pg_attrdef f ON f.adrelid = c.attrelid AND f.adnum = c.attnum
    CROSS JOIN LATERAL (
      SELECT d.objid AS sequence FROM pg_depend d
       WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
         AND d.refobjid = c.attrelid AND d.refobjsubid = c.attnum AND d.deptype IN ('a', 'i')
       UNION
      SELECT d.refobjid FROM pg_depend d
       WHERE d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
       UNION
      -- nextval('name'::text) is looked up when it runs, so nothing depends on it.
      SELECT to_regclass(substring(pg_get_expr(f.adbin, f.adrelid) FROM $$nextval\\(\\(?'([^']+)'::text$$))) u
    JOIN pg_class s ON s.oid = u.sequence AND s.relkind = 'S'
    JOIN pg_sequence q ON q.seqrelid = s.oid AND q.seqincrement > 0
    JOIN pg_namespace n ON n.oid = s.relnamespace
   ORDER BY 1, 2`
