import type pg from 'pg'
import { query } from '../target/query.ts'

/**
 * An index that is not unique, and a constraint that holds for new rows only, are weak: that may be less than was planned, and an
 * attempt that takes over builds it again then, so that the note on it comes again.
 */
export type State = 'absent' | 'weak' | 'strong'

/** What is built in staging by now: by an earlier attempt, and by whoever says so here. */
export class Built {
  readonly #states: Map<string, State>

  private constructor(states: Map<string, State>) {
    this.#states = states
  }

  static async of(client: pg.ClientBase, schema: string): Promise<Built> {
    const rows = await query<{ table: string | null; name: string; strong: boolean }>(client, BUILT, [schema])
    return new Built(new Map(rows.map(({ table, name, strong }) => [keyOf(table, name), strong ? 'strong' : 'weak'])))
  }

  index(name: string): State {
    return this.#states.get(keyOf(null, name)) ?? 'absent'
  }

  constraint(table: string, name: string): State {
    return this.#states.get(keyOf(table, name)) ?? 'absent'
  }

  /** An index was built. */
  indexed(name: string, state: State): void {
    this.#states.set(keyOf(null, name), state)
  }

  /** A constraint was made. */
  constrained(table: string, name: string, state: State): void {
    this.#states.set(keyOf(table, name), state)
  }
}

/** By the dependencies of the schema: nothing else leads to what it holds but a look at all that the database has, of thousands of tenants 20 ms. */
const BUILT = `
  WITH tables AS MATERIALIZED (
    SELECT objid AS oid FROM pg_depend
     WHERE refclassid = 'pg_namespace'::regclass AND refobjid = to_regnamespace(quote_ident($1)) AND classid = 'pg_class'::regclass)
  SELECT NULL AS table, c.relname AS name, i.indisunique AS strong
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
   UNION ALL
  SELECT c.relname, k.conname, k.convalidated
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid JOIN pg_class c ON c.oid = t.oid`

/** Names may hold anything but NUL, so an index `t.c` is not to be taken for the constraint c of t. */
function keyOf(table: string | null, name: string): string {
  return table === null ? name : `${table}\0${name}`
}
