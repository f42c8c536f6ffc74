import { shownJson } from './shown.ts'
import { connectWith } from './target/connection/connect.ts'
import { readRejects } from './target/ledger/rejects.ts'
import type { SettingsProvider } from './target/settings.ts'

/**
 * All rejects of a migration as NDJSON, a line at a time in the order of tables and rowids, through a connection of its own
 * that closes with the generator. Memory does not grow with their number.
 * @throws LiteliftError of the connection
 */
export async function* rejectLines(target: SettingsProvider, id: string): AsyncGenerator<string, void, undefined> {
  const { connection } = await connectWith(target, 'litelift rejects')
  await using _ = connection
  for await (const reject of readRejects(connection.client, id)) yield `${shownJson(JSON.stringify(reject))}\n`
}
