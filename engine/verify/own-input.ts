import type pg from 'pg'
import { execute, query } from '../target/query.ts'

/** The text that a type's output gives for each text, or null where its input refuses it. */
export type OwnInput = (texts: string[]) => Promise<Map<string, string | null>>

/** Asks the target's own input and output functions of one type, in one statement for many texts; inside a transaction. */
export function ownInput(client: pg.ClientBase, type: string): OwnInput {
  const ask = async (texts: string[]): Promise<[string, string | null][]> => {
    await execute(client, 'SAVEPOINT own_input')
    try {
      const rows = await query<{ given: string; output: string }>(
        client,
        `SELECT given, given::${type}::text AS output FROM unnest($1::text[]) AS texts (given)`,
        [texts],
      )
      await execute(client, 'RELEASE SAVEPOINT own_input')
      return rows.map(({ given, output }) => [given, output])
    } catch (error) {
      await execute(client, 'ROLLBACK TO SAVEPOINT own_input').catch(() => {
        throw error
      })
      // One refused text fails the statement for all: halve until it stands alone.
      if (texts.length === 1) return [[texts[0]!, null]]
      const half = texts.length >> 1
      return [...(await ask(texts.slice(0, half))), ...(await ask(texts.slice(half)))]
    }
  }
  return async (texts) => {
    const holdable = texts.filter((text) => !text.includes('\0'))
    return new Map(holdable.length === 0 ? [] : await ask(holdable))
  }
}
