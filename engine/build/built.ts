import type pg from 'pg'
import { query } from '../target/query.ts'

/**
 * What is built in staging by now, also by an earlier attempt: indexes by name, and constraints as `table.constraint`. An index that
 * is not unique, or a constraint that holds for new rows only, may be weaker than planned: an attempt that takes over builds it
 * again, so that the note on it comes again.
 */
export class Built {
  /** Whether it is unique, or holds for all rows. */
  readonly #strength: ReadonlyMap<string, boolean>

  private constructor(strength: ReadonlyMap<string, boolean>) {
    this.#strength = strength
  }

  static async of(client: pg.ClientBase, schema: string): Promise<Built> {
    const rows = await query<{ name: string; strong: boolean }>(
      client,
      `SELECT c.relname AS name, i.indisunique AS strong FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relnamespace = to_regnamespace(quote_ident($1))
        UNION ALL
       SELECT t.relname || '.' || k.conname, k.convalidated FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
        WHERE k.connamespace = to_regnamespace(quote_ident($1))`,
      [schema],
    )
    return new Built(new Map(rows.map(({ name, strong }) => [name, strong])))
  }

  has(name: string): boolean {
    return this.#strength.has(name)
  }

  /** It is there, and unique or holding for all rows. */
  isStrong(name: string): boolean {
    return this.#strength.get(name) === true
  }

  /** It is there, and neither. */
  isWeak(name: string): boolean {
    return this.#strength.get(name) === false
  }
}
