import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import type { Plan, TablePlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'
import { qualifiedName, quoteIdentifier } from '../target/quote.ts'
import { readMade } from '../target/ledger/made.ts'
import { grantsOf } from './grants.ts'

/** The tables of which the plan widens columns. */
function widenedOf({ tables }: Plan): TablePlan[] {
  return tables.filter(({ columns }) => columns.some(({ widened }) => widened !== null))
}

/** The widened columns as two lists of one length: quoted tables with their schema, and names. */
function columnsOf(tables: TablePlan[], { schema }: Plan): [string[], string[]] {
  const columns = tables.flatMap((table) =>
    table.columns.flatMap(({ name, widened }) => (widened === null ? [] : [{ table: table.name, name }])),
  )
  return [columns.map(({ table }) => qualifiedName(schema, table)), columns.map(({ name }) => name)]
}

/**
 * Refuses to widen a column that something hangs on which would have to go first: another's view, a materialised one, a policy, a
 * trigger, a generated column. litelift's own views are made anew.
 * @throws LiteliftError `target-dependents` naming them all
 */
export async function refuseWidening(client: pg.ClientBase, plan: Plan): Promise<void> {
  const widened = widenedOf(plan)
  if (widened.length === 0) return
  const own = await readMade(client, plan.schema)
  const found = await query<Dependent>(client, DEPENDENTS, [...columnsOf(widened, plan), plan.schema])
  const others = found.filter(({ kind, name, mayGo }) => kind !== 'view' || !mayGo || !own.has(name))
  if (others.length === 0) return
  throw new LiteliftError('target-dependents', {
    subject: { table: widened[0]!.source },
    message: `Values of the file do not fit columns that would be widened, and on those columns hang ${others.map(({ kind, shown }) => `the ${kind} ${shown}`).join(', ')}.`,
    hint: 'Widen the columns yourself, or drop what hangs on them; with `widen: false` the rows are rejects.',
  })
}

interface Dependent {
  kind: string
  name: string
  /** A view that litelift can drop and make again with nothing lost. */
  mayGo: boolean
  /** With its schema, for messages. */
  shown: string
}

/** Widens the columns in the running transaction; litelift's own views over them go and come back with owner and grants. */
export async function widenColumns(client: pg.ClientBase, plan: Plan): Promise<void> {
  const widened = widenedOf(plan)
  if (widened.length === 0) return
  const views = await query<View>(client, VIEWS, columnsOf(widened, plan))
  const grants = await grantsOf(
    client,
    plan.schema,
    views.map(({ name }) => name),
  )
  const doing = 'Widening columns of existing tables'
  for (const { relation } of views.toReversed()) await execute(client, `DROP VIEW ${relation}`, [], { doing })
  for (const table of widened) {
    const name = qualifiedName(plan.schema, table.name)
    const collations = await query<{ column: string; collate: string }>(client, COLLATIONS, [name])
    const changes = table.columns.flatMap(({ name: column, widened: wide }) => {
      const collate = collations.find((one) => one.column === column)?.collate ?? ''
      return wide === null ? [] : [`ALTER COLUMN ${quoteIdentifier(column)} TYPE ${wide.to}${collate}`]
    })
    await execute(client, `ALTER TABLE ${name} ${changes.join(', ')}`, [], { doing, subject: { table: table.source } })
    const serials = await query<{ statement: string }>(client, SERIALS, [name])
    for (const { statement } of serials) await execute(client, statement, [], { doing })
  }
  for (const { create } of views) await execute(client, create, [], { doing })
  for (const statement of grants) await execute(client, statement, [], { doing })
}

interface View {
  name: string
  relation: string
  create: string
}

/** The widened columns, and what reads them: views, views of those and so on, and the tables of rules; those that are read first have less depth. */
const READERS = `
  WITH RECURSIVE wanted AS (
    SELECT a.attrelid, a.attnum FROM unnest($1::regclass[], $2::text[]) w (rel, attname)
      JOIN pg_attribute a ON a.attrelid = w.rel AND a.attname = w.attname),
  above (oid, depth) AS (
    SELECT r.ev_class, 1 FROM wanted w
      JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = w.attrelid AND d.refobjsubid = w.attnum
      JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
     UNION
    SELECT r.ev_class, a.depth + 1 FROM above a JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.oid
      JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND r.ev_class <> a.oid),
  readers AS (SELECT oid, max(depth) AS depth FROM above GROUP BY oid)`

/** What keeps ALTER COLUMN … TYPE from its work (sql-altertable.html), by the columns that it hangs on. */
const DEPENDENTS = `${READERS}
  SELECT CASE c.relkind WHEN 'm' THEN 'materialised view' WHEN 'v' THEN 'view' ELSE 'rule' END AS kind, c.relname AS name,
         -- What is added to a view goes with it, so that it is the user's own.
         c.relnamespace = to_regnamespace(quote_ident($3)) AND pg_has_role(c.relowner, 'USAGE')
           AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid)
           AND NOT EXISTS (SELECT FROM pg_attrdef f WHERE f.adrelid = c.oid)
           AND NOT EXISTS (SELECT FROM pg_description o WHERE o.classoid = 'pg_class'::regclass AND o.objoid = c.oid AND o.objsubid > 0)
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                              AND d.classid NOT IN ('pg_rewrite'::regclass, 'pg_type'::regclass)) AS "mayGo",
         c.oid::regclass::text AS shown
    FROM readers v JOIN pg_class c ON c.oid = v.oid
   UNION ALL
  SELECT DISTINCT CASE WHEN p.oid IS NOT NULL THEN 'policy' WHEN t.oid IS NOT NULL THEN 'trigger'
                       WHEN g.attrelid IS NOT NULL THEN 'generated column'
                       WHEN d.classid = 'pg_proc'::regclass THEN 'function' ELSE 'publication' END,
         coalesce(p.polname, t.tgname, g.attname, o.oid::regproc::text, 'of the table'), false,
         coalesce(p.polname, t.tgname, g.attname, o.oid::regproc::text, 'of the table')
    FROM wanted w
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = w.attrelid AND d.refobjsubid = w.attnum
    LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
    LEFT JOIN pg_trigger t ON d.classid = 'pg_trigger'::regclass AND t.oid = d.objid AND NOT t.tgisinternal
    LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
    LEFT JOIN pg_attribute g ON g.attrelid = f.adrelid AND g.attnum = f.adnum AND g.attgenerated <> ''
    LEFT JOIN pg_proc o ON d.classid = 'pg_proc'::regclass AND o.oid = d.objid
   WHERE coalesce(p.oid, t.oid, g.attrelid, o.oid) IS NOT NULL OR d.classid = 'pg_publication_rel'::regclass
   ORDER BY 1, 2`

/** The views among them. pg_get_viewdef() qualifies what the search path does not reach. */
const VIEWS = `${READERS}
  SELECT c.relname AS name, format('%I.%I', n.nspname, c.relname) AS relation,
         format('CREATE VIEW %I.%I %s AS %s', n.nspname, c.relname,
                CASE WHEN c.reloptions IS NULL THEN '' ELSE 'WITH (' || array_to_string(c.reloptions, ', ') || ')' END,
                rtrim(pg_get_viewdef(c.oid), ';'))
           || CASE WHEN obj_description(c.oid, 'pg_class') IS NULL THEN ''
                   ELSE format('; COMMENT ON VIEW %I.%I IS %L', n.nspname, c.relname, obj_description(c.oid, 'pg_class')) END AS create
    FROM readers a
    JOIN pg_class c ON c.oid = a.oid AND c.relkind = 'v'
    JOIN pg_namespace n ON n.oid = c.relnamespace
   ORDER BY a.depth, c.relname`

/** A new type comes with its own collation otherwise (sql-altertable.html). */
const COLLATIONS = `
  SELECT a.attname AS column, format(' COLLATE %I.%I', n.nspname, l.collname) AS collate
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    JOIN pg_collation l ON l.oid = a.attcollation JOIN pg_namespace n ON n.oid = l.collnamespace
   WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND a.attcollation <> t.typcollation`

/** The sequence of a serial keeps its own type, which an identity's does not. */
const SERIALS = `
  SELECT format('ALTER SEQUENCE %I.%I AS %s', n.nspname, s.relname, format_type(a.atttypid, NULL)) AS statement
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_sequence q ON q.seqrelid = s.oid
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::regclass AND d.deptype = 'a'
     AND q.seqtypid <> a.atttypid AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)`
