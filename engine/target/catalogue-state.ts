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

/**
 * By dependencies, for which there is an index: what a schema holds, and what references a table, is found otherwise by a look at all that the
 * database has, 20 ms of thousands of tenants.
 */
const STATE = `
  WITH target AS (SELECT oid, xmin FROM pg_namespace WHERE nspname = $1),
  held AS MATERIALIZED (SELECT classid, objid FROM pg_depend
                         WHERE refclassid = 'pg_namespace'::regclass AND refobjid IN (SELECT oid FROM target)),
  types AS (SELECT t.oid, t.xmin, t.typrelid FROM held h JOIN pg_type t ON t.oid = h.objid WHERE h.classid = 'pg_type'::regclass),
  tables AS (SELECT objid AS oid FROM held WHERE classid = 'pg_class'::regclass UNION ALL SELECT typrelid FROM types WHERE typrelid <> 0),
  relations AS MATERIALIZED (
    SELECT c.oid, c.xmin FROM tables t JOIN pg_class c ON c.oid = t.oid
     UNION ALL SELECT c.oid, c.xmin FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid),
  parts (part) AS (
    SELECT ('schema', oid, xmin)::text FROM target
     UNION ALL SELECT ('relation', oid, xmin)::text FROM relations
     UNION ALL SELECT ('column', a.attrelid, a.attnum, a.xmin)::text FROM pg_attribute a WHERE a.attrelid IN (SELECT oid FROM relations) AND a.attnum > 0
     UNION ALL SELECT ('default', d.oid, d.xmin)::text FROM pg_attrdef d WHERE d.adrelid IN (SELECT oid FROM relations)
     UNION ALL SELECT ('constraint', k.oid, k.xmin)::text FROM pg_constraint k WHERE k.conrelid IN (SELECT oid FROM relations)
     UNION ALL SELECT DISTINCT ('constraint', k.oid, k.xmin)::text
                 FROM relations r JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.classid = 'pg_constraint'::regclass
                 JOIN pg_constraint k ON k.oid = d.objid AND k.confrelid = r.oid
                 JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname <> $1 AND n.nspname !~ '^litelift_[0-9a-f]{16}$'
     UNION ALL SELECT ('trigger', t.oid, t.xmin)::text FROM pg_trigger t WHERE t.tgrelid IN (SELECT oid FROM relations) AND NOT t.tgisinternal
     UNION ALL SELECT ('policy', p.oid, p.xmin)::text FROM pg_policy p WHERE p.polrelid IN (SELECT oid FROM relations)
     UNION ALL SELECT DISTINCT ('rule', r.oid, r.xmin)::text FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
                WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid IN (SELECT oid FROM relations)
     UNION ALL SELECT ('type', oid, xmin)::text FROM types
     UNION ALL SELECT ('value', e.oid, e.xmin)::text FROM pg_enum e WHERE e.enumtypid IN (SELECT oid FROM types)
     UNION ALL SELECT ('function', p.oid, p.xmin)::text FROM held h JOIN pg_proc p ON p.oid = h.objid WHERE h.classid = 'pg_proc'::regclass)
  SELECT md5(coalesce(string_agg(part, E'\\n' ORDER BY part), '')) AS state FROM parts`
