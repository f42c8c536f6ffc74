import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { LiteliftError } from '../../engine/errors.ts'
import { execute, query, transaction } from '../../engine/target/query.ts'
import { qualifiedName, quoteIdentifier } from '../../engine/target/quote.ts'

/** The role that the function works with, and where its routes lead. */
export interface OwnRole {
  role: string
  schemas: string[]
}

/** Milliseconds between two looks at whether the owner's migrations have ended, and how long they are waited for. */
const LOOK = 5000
const PATIENCE = 600_000

/**
 * Makes the function's role, or brings it up to date: it may log in by IAM, make schemas, and fill the owner's tables in the routes' schemas. The
 * ledger, staging and tables that litelift made as the owner become its own; the owner may still do with their rows as before. Run as the
 * database's owner, who must have CREATEROLE; doing it again changes nothing.
 * @throws LiteliftError `target-busy` while the owner's own migrations do not end; of the server
 */
export async function makeRole(client: pg.ClientBase, { role, schemas }: OwnRole, patience = PATIENCE): Promise<void> {
  await ownersMigrations(client, patience)
  await transaction(client, async () => {
    await execute(client, "SELECT pg_advisory_xact_lock(hashtextextended('litelift own role', 0))")
    await execute(client, "SET LOCAL lock_timeout = '60s'")
    const [owner] = await query<{ name: string; database: string }>(
      client,
      'SELECT quote_ident(current_user) AS name, quote_ident(current_database()) AS database',
    )
    const to = quoteIdentifier(role)
    if (!(await exists(client, role))) await execute(client, `CREATE ROLE ${to} LOGIN`)
    // RDS and Aurora have it; who has been granted it logs in by IAM.
    if (await exists(client, 'rds_iam')) await execute(client, `GRANT rds_iam TO ${to}`)
    await execute(client, `GRANT CONNECT, CREATE ON DATABASE ${owner!.database} TO ${to}`)
    const moving = await movable(client)
    for (const schema of await ownSchemas(client, [...schemas, ...moving.map((one) => one.schema)])) {
      await grantRows(client, schema, to)
    }
    await handOver(client, moving, { to, owner: owner!.name })
  })
}

async function exists(client: pg.ClientBase, role: string): Promise<boolean> {
  return (await query(client, 'SELECT FROM pg_roles WHERE rolname = $1', [role])).length > 0
}

/** A migration of the owner's that is under way would lose what it works on. */
async function ownersMigrations(client: pg.ClientBase, patience: number): Promise<void> {
  const sql = `
    SELECT FROM pg_stat_activity
     WHERE application_name ~ '^litelift [0-9a-f]{16}' AND usename = current_user AND datname = current_database()`
  for (const until = Date.now() + patience; (await query(client, sql)).length > 0; await sleep(LOOK)) {
    if (Date.now() < until) continue
    throw new LiteliftError('target-busy', {
      message: "Migrations are under way as the database's owner, and what they work on cannot be handed over.",
      hint: 'Deploy again when they have ended.',
    })
  }
}

/** Rows of the owner's tables in one of its schemas, those to come included. */
async function grantRows(client: pg.ClientBase, schema: string, to: string): Promise<void> {
  const inSchema = quoteIdentifier(schema)
  const rows = 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES'
  await execute(client, `GRANT USAGE, CREATE ON SCHEMA ${inSchema} TO ${to}`)
  await execute(client, `ALTER DEFAULT PRIVILEGES IN SCHEMA ${inSchema} GRANT ${rows} ON TABLES TO ${to}`)
  await execute(client, `ALTER DEFAULT PRIVILEGES IN SCHEMA ${inSchema} GRANT SELECT, UPDATE ON SEQUENCES TO ${to}`)
  const own = await query<{ name: string; sequence: boolean }>(
    client,
    `SELECT relname AS name, relkind = 'S' AS sequence FROM pg_class
      WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
        AND relowner = current_user::regrole AND relkind IN ('r', 'p', 'S')`,
    [schema],
  )
  for (const { name, sequence } of own) {
    const what = sequence ? 'SELECT, UPDATE ON SEQUENCE' : `${rows} ON TABLE`
    await execute(client, `GRANT ${what} ${qualifiedName(schema, name)} TO ${to}`)
  }
}

/** Those of the schemas that are there and that the owner may grant: its own, and the database's. */
async function ownSchemas(client: pg.ClientBase, names: string[]): Promise<string[]> {
  const found = await query<{ name: string }>(
    client,
    `SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY ($1) AND pg_has_role(nspowner, 'USAGE')`,
    [names],
  )
  return found.map(({ name }) => name)
}

interface Movable {
  schema: string
  name: string
  kind: 'SCHEMA' | 'TABLE' | 'FUNCTION'
}

/** What litelift made as the owner: its ledger and staging, the tables and views that the ledger knows, and the functions of their triggers. */
async function movable(client: pg.ClientBase): Promise<Movable[]> {
  const known = await knownTables(client)
  return query<Movable>(client, MOVABLE, [known.map(({ schema }) => schema), known.map(({ name }) => name)])
}

/** Tables and views that litelift made, from the ledger: from its list, and from its reports, which are older. */
async function knownTables(client: pg.ClientBase): Promise<{ schema: string; name: string }[]> {
  const known: { schema: string; name: string }[] = []
  for (const [table, sql] of Object.entries(KNOWN)) {
    const [ledger] = await query<{ exists: boolean }>(client, 'SELECT to_regclass($1) IS NOT NULL AS exists', [table])
    if (ledger!.exists) known.push(...(await query<{ schema: string; name: string }>(client, sql)))
  }
  return known
}

const KNOWN = {
  'litelift.made': 'SELECT schema_name AS schema, name FROM litelift.made',
  'litelift.migration': `
    SELECT target_schema AS schema, made ->> 'name' AS name
      FROM litelift.migration,
           LATERAL jsonb_array_elements(coalesce(report -> 'tables', '[]') || coalesce(report -> 'views', '[]')) made
     WHERE state = 'published' AND made ->> 'action' IN ('create', 'replace')`,
}

/** Sequences of columns go along with their tables. */
const MOVABLE = `
  WITH own AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname ~ '^litelift(_[0-9a-f]{16})?$' AND nspowner = current_user::regrole
  ), made AS (
    SELECT c.oid, n.nspname, c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relowner = current_user::regrole AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
       AND NOT (c.relkind = 'S' AND EXISTS (
             SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')))
       AND (n.oid IN (SELECT oid FROM own) OR (n.nspname, c.relname) IN (SELECT * FROM unnest($1::text[], $2::text[])))
  )
  SELECT nspname AS schema, nspname AS name, 'SCHEMA' AS kind FROM own
  UNION ALL
  SELECT nspname, relname, 'TABLE' FROM made
  UNION ALL
  SELECT DISTINCT n.nspname, p.proname, 'FUNCTION'
    FROM made JOIN pg_trigger t ON t.tgrelid = made.oid AND NOT t.tgisinternal
         JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = made.nspname
   WHERE p.proowner = current_user::regrole`

/** Ownership goes to the role, and the owner keeps all rights to the rows, of what the role will make as well. */
async function handOver(
  client: pg.ClientBase,
  moving: Movable[],
  { to, owner }: { to: string; owner: string },
): Promise<void> {
  // Who gives something to a role must be its member. For this transaction only: a member of one that logs in by IAM could no longer
  // log in by its password (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html, Limitations).
  await execute(client, `GRANT ${to} TO CURRENT_USER`)
  for (const { schema, name, kind } of moving) {
    // ALTER TABLE takes views and sequences, too.
    const object =
      kind === 'SCHEMA' ? quoteIdentifier(schema) : `${qualifiedName(schema, name)}${kind === 'FUNCTION' ? '()' : ''}`
    await execute(client, `ALTER ${kind} ${object} OWNER TO ${to}`)
  }
  await execute(client, `SET LOCAL ROLE ${to}`)
  for (const { schema, name, kind } of moving) {
    const object = kind === 'SCHEMA' ? quoteIdentifier(schema) : qualifiedName(schema, name)
    if (kind !== 'FUNCTION') await execute(client, `GRANT ALL ON ${kind} ${object} TO ${owner}`)
  }
  for (const kind of ['TABLES', 'SEQUENCES', 'SCHEMAS']) {
    await execute(client, `ALTER DEFAULT PRIVILEGES GRANT ALL ON ${kind} TO ${owner}`)
  }
  await execute(client, 'RESET ROLE')
  await execute(client, `REVOKE ${to} FROM CURRENT_USER`)
}
