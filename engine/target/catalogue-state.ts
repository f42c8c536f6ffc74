import type pg from 'pg'
import { query } from './query.ts'

/**
 * A digest of what the catalogues say of a schema and of what hangs on its tables from elsewhere: another one means that somebody
 * changed a definition since. The rows' xmin changes with every DDL statement; statistics are written in place. What
 * litelift's own staging schemas hold counts for nothing.
 */
export async function catalogueState(client: pg.ClientBase, schema: string): Promise<string> {
  const [row] = await query<{ state: string }>(client, STATE, [schema])
  return row!.state
}

const STATE = `
  WITH target AS (SELECT oid, xmin FROM pg_namespace WHERE nspname = $1),
  relations AS (SELECT c.oid, c.xmin FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM target)),
  outside AS (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname <> $1 AND n.nspname !~ '^litelift_[0-9a-f]{16}$'),
  parts (part) AS (
    SELECT ('schema', oid, xmin)::text FROM target
     UNION ALL SELECT ('relation', oid, xmin)::text FROM relations
     UNION ALL SELECT ('column', a.attrelid, a.attnum, a.xmin)::text FROM pg_attribute a WHERE a.attrelid IN (SELECT oid FROM relations) AND a.attnum > 0
     UNION ALL SELECT ('default', d.oid, d.xmin)::text FROM pg_attrdef d WHERE d.adrelid IN (SELECT oid FROM relations)
     UNION ALL SELECT ('constraint', k.oid, k.xmin)::text FROM pg_constraint k
                WHERE k.conrelid IN (SELECT oid FROM relations)
                   OR k.confrelid IN (SELECT oid FROM relations) AND k.conrelid IN (SELECT oid FROM outside)
     UNION ALL SELECT ('trigger', t.oid, t.xmin)::text FROM pg_trigger t WHERE t.tgrelid IN (SELECT oid FROM relations) AND NOT t.tgisinternal
     UNION ALL SELECT ('policy', p.oid, p.xmin)::text FROM pg_policy p WHERE p.polrelid IN (SELECT oid FROM relations)
     UNION ALL SELECT DISTINCT ('rule', r.oid, r.xmin)::text FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
                WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM relations)
     UNION ALL SELECT ('type', t.oid, t.xmin)::text FROM pg_type t WHERE t.typnamespace IN (SELECT oid FROM target)
     UNION ALL SELECT ('value', e.oid, e.xmin)::text FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace IN (SELECT oid FROM target)
     UNION ALL SELECT ('function', p.oid, p.xmin)::text FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM target))
  SELECT md5(coalesce(string_agg(part, E'\\n' ORDER BY part), '')) AS state FROM parts`
