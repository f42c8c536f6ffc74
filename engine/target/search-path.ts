import type pg from 'pg'
import { execute } from './query.ts'
import { quoteIdentifier } from './quote.ts'

/**
 * Lets defaults, checks, triggers and functions of the target find what they name, as they do for the application: the target
 * schema comes first, then public. What litelift names itself is qualified; pg_catalog comes before all others where a path
 * does not list it (runtime-config-client.html, search_path). Until the end of the transaction.
 */
export async function useSearchPathOf(client: pg.ClientBase, schema: string): Promise<void> {
  await execute(client, `SET LOCAL search_path = ${searchPathOf(schema)}`)
}

/** The same as the value of the setting. */
export function searchPathOf(schema: string): string {
  return `${quoteIdentifier(schema)}, public`
}
