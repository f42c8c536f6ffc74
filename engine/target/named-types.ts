import type pg from 'pg'
import { fromServer } from './server-error.ts'
import { query } from './query.ts'
import { quoteIdentifier } from './quote.ts'
import { parseTargetType } from '../types/target-type.ts'

/** What is to be known of a type to put values into it. */
export interface TargetType {
  /** Type as SQL, with its modifier: `numeric(10,2)`, a domain by its name. */
  type: string
  /** The same without domains (`character(2)` of a domain over it), and that without its modifier (`bpchar`). */
  under: string
  bare: string
  /** What kind of type it is under domains; an array is none of these, whatever its elements are. */
  kind: 'scalar' | 'enum' | 'array' | 'range' | 'composite'
  isDomain: boolean
  /** Of PostgreSQL itself, not of an extension or the user's own. */
  builtIn: boolean
}

/** Looks up types of the target by the names that options give them (parseTargetType); those that it lacks are absent. */
export async function readNamedTypes(client: pg.ClientBase, names: string[]): Promise<ReadonlyMap<string, TargetType>> {
  const found = new Map<string, TargetType>()
  for (const named of names) {
    const { schema, name, arguments: args, isArray } = parseTargetType(named)!
    const [type] = await query<{ schema: string; isDomain: boolean }>(client, FIND, [schema, name])
    if (!type) continue
    const sql = `${quoteIdentifier(type.schema)}.${quoteIdentifier(name)}${args}${isArray ? '[]' : ''}`
    // The server describes a result by the type under a domain, and by its modifier (protocol-message-formats.html, RowDescription).
    const { fields } = await describe(client, sql)
    const { dataTypeID, dataTypeModifier } = fields[0]!
    const [under] = await query<Omit<TargetType, 'type' | 'isDomain'>>(client, DESCRIBE, [dataTypeID, dataTypeModifier])
    found.set(named, { ...under!, type: sql, isDomain: type.isDomain && !isArray })
  }
  return found
}

/** Of no row, because a domain may refuse NULL. */
async function describe(client: pg.ClientBase, type: string): Promise<pg.QueryResult> {
  try {
    return await client.query(`SELECT t FROM (SELECT CAST(NULL AS ${type}) AS t) n WHERE false`)
  } catch (error) {
    throw fromServer(error, { doing: `Looking up the type ${type} that a cast names` })
  }
}

/** Without a schema: wherever an extension has put it. */
const FIND = `
  SELECT n.nspname AS schema, t.typtype = 'd' AS "isDomain" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typname = $2 AND (n.nspname = $1 OR $1::text IS NULL AND EXISTS (
     SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'))`

const DESCRIBE = `
  SELECT format_type(oid, $2) AS under, format_type(oid, -1) AS bare,
         CASE WHEN typtype = 'e' THEN 'enum' WHEN typcategory = 'A' THEN 'array' WHEN typtype IN ('r', 'm') THEN 'range'
              WHEN typtype = 'c' THEN 'composite' ELSE 'scalar' END AS kind,
         typnamespace = 'pg_catalog'::regnamespace AS "builtIn"
    FROM pg_type WHERE oid = $1::oid`
