import type pg from 'pg'
import type { Note } from '../notes.ts'
import { isNew } from '../plan/plan.ts'
import type { Build } from './build.ts'
import { Built } from './built.ts'
import { buildConnections } from './connections.ts'
import { connectionsWorth } from './connections-worth.ts'
import { addForeignKeys, validateForeignKeys } from './foreign-keys.ts'
import { convertColumns } from './convert-columns.ts'
import { buildGenerated } from './generated.ts'
import { inTurn } from './in-turn.ts'
import { buildIndexes } from './indexes.ts'
import { finishTables } from './tables.ts'

/**
 * Builds what belongs to the new tables once their rows are there: generated columns, indexes, keys, checks, foreign keys.
 * What an earlier attempt built stays. Returns notes on what the rows forced to be weaker than the file says.
 * @param settled called as soon as the rows lie as they will stay
 */
export async function buildTables(build: Build, settled: () => void = () => undefined): Promise<Note[]> {
  const tables = build.plan.tables.filter(isNew)
  if (tables.length === 0) return []
  const count = connectionsWorth(tables, Math.min(build.connections, tables.length * 2))
  await using connections = await buildConnections(build, { count, by: 'leave' })
  const [client] = connections.clients as [pg.Client]
  const before = await Built.of(client, build.schema)
  await inTurn(connections.clients, convertColumns(build, tables, before))
  // First of the objects, because it makes tables anew.
  const generated = await inTurn(connections.clients, buildGenerated(build, tables))
  settled()
  const built = () => Built.of(client, build.schema)
  const indexes = await inTurn(connections.clients, buildIndexes(build, tables, await built()))
  // After the indexes: a table's ALTER waits for its index builds and would hold up the others.
  const finished = await inTurn(connections.clients, finishTables(build, tables, await built()))
  // One after another: a foreign key locks two tables, and two at once could wait for each other.
  const added = await inTurn([client], addForeignKeys(build, await built()))
  const validated = await inTurn(connections.clients, validateForeignKeys(build, await built()))
  return [generated, indexes, finished, added, validated].flat(2)
}
