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
import { inTurn, type Job } from './in-turn.ts'
import { buildIndexes } from './indexes.ts'
import { finishTable } from './tables.ts'
import { buildTogether, type TableParts } from './together.ts'

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
  const inParallel = <Result>(jobs: Job<Result>[]) => inTurn(connections.clients, jobs)
  const before = await Built.of(client, build.schema)
  const converting = convertColumns(build, tables, before)
  const generating = buildGenerated(build, tables)
  await inParallel(converting)
  // First of the objects, because it makes tables anew.
  const generated = await inParallel(generating)
  settled()
  const built = converting.length + generating.length > 0 ? await Built.of(client, build.schema) : before
  const indexes = buildIndexes(build, tables, built)
  const ofTable = Map.groupBy(indexes, ({ table }) => table)
  const parts = tables.map((table): TableParts => {
    const own = ofTable.get(table) ?? []
    return { table, indexes: own, finish: finishTable(build, table, built, own) }
  })
  const groups = buildTogether(build, parts, built, count)
  const together = new Map(groups.flatMap((group) => group.tables.map((table) => [table, group] as const)))
  const finished = new Map(parts.map(({ table, finish }) => [table.name, together.get(table) ?? finish]))
  const alone = indexes.filter(({ table }) => !together.has(table))
  const added = addForeignKeys(build, built, finished)
  const validated = validateForeignKeys(build, built, added)
  const notes = await inParallel([...alone, ...new Set(finished.values()), ...added, ...validated])
  return [...generated, ...notes].flat()
}
