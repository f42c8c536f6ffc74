import type pg from 'pg'
import { query } from '../target/query.ts'

/**
 * An index that is not unique, and a constraint that holds for new rows only, are weak: that may be less than was planned, and an
 * attempt that takes over builds it again then, so that the note on it comes again.
 */
export type State = 'absent' | 'weak' | 'strong'

/** What is built in staging by now, also by an earlier attempt. */
export class Built {
  readonly #states: ReadonlyMap<string, State>

  private constructor(states: ReadonlyMap<string, State>) {
    this.#states = states
  }

  static async of(client: pg.ClientBase, schema: string): Promise<Built> {
    const rows = await query<{ table: string | null; name: string; strong: boolean }>(
      client,
      `SELECT NULL AS table, c.relname AS name, i.indisunique AS strong FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relnamespace = to_regnamespace(quote_ident($1))
        UNION ALL
       SELECT t.relname, k.conname, k.convalidated FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
        WHERE k.connamespace = to_regnamespace(quote_ident($1))`,
      [schema],
    )
    return new Built(new Map(rows.map(({ table, name, strong }) => [keyOf(table, name), strong ? 'strong' : 'weak'])))
  }

  index(name: string): State {
    return this.#states.get(keyOf(null, name)) ?? 'absent'
  }

  constraint(table: string, name: string): State {
    return this.#states.get(keyOf(table, name)) ?? 'absent'
  }
}

/** Names may hold anything but NUL, so an index `t.c` is not to be taken for the constraint c of t. */
function keyOf(table: string | null, name: string): string {
  return table === null ? name : `${table}\0${name}`
}
