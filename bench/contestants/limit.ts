import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import type { Input } from '../inputs/make-input.ts'
import { type BenchServer, connected, type EmptyDatabase } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { migrateBy } from './litelift.ts'
import { plannedDdl } from './planned-ddl.ts'
import { analysed } from './python.ts'

/** As many as litelift has by default (engine/options.ts). */
const STREAMS = Math.min(availableParallelism(), 8)

/**
 * What the server needs by itself: server-side binary COPY of ready-made files, then the same index builds, keys and
 * statistics, over as many connections and with the same settings as litelift has. The files are made beforehand.
 */
export function limitOf(server: BenchServer): Contestant {
  const exported = new Map<string, Exported[]>()
  return {
    name: 'the limit',
    how: `server-side \`COPY … FROM file (FORMAT binary)\` over ${STREAMS} connections by the superuser, the same index builds, keys and ANALYZE`,
    absent: () => Promise.resolve(null),
    async prepare(input) {
      exported.set(input.path, await exportRows(input, server))
    },
    async run(input, database) {
      const { tables, indexes, constraints } = await plannedDdl(input)
      const isReference = (sql: string) => / FOREIGN KEY /.test(sql)
      const started = performance.now()
      await using connections = await connectAll(database)
      const { clients } = connections
      await inTurn(clients.slice(0, 1), tables)
      await inTurn(
        clients,
        exported.get(input.path)!.map(({ table, file }) => `COPY target."${table}" FROM '${file}' (FORMAT binary)`),
      )
      await inTurn(clients, indexes)
      await inTurn(clients, [...constraints.filter((sql) => !isReference(sql)), ...analysed(input)])
      await inTurn(clients, constraints.filter(isReference))
      return { seconds: (performance.now() - started) / 1000, peak: null, cpu: null }
    },
  }
}

/** Rows as they arrived by litelift, cut by blocks into one file a stream, in the order of the table. */
async function exportRows(input: Input, server: BenchServer): Promise<Exported[]> {
  await using database = await server.emptyDatabase()
  await migrateBy(input, database)
  await using client = await connected(database.superuser)
  const files: (Exported & { blocks: number })[] = []
  for (const table of input.tables) {
    const { rows } = await client.query<{ blocks: number }>(
      `SELECT (pg_relation_size('target."${table}"') / 8192)::int AS blocks`,
    )
    const blocks = rows[0]!.blocks
    for (let stream = 0; stream < STREAMS; stream++) {
      const [low, high] = [stream, stream + 1].map((part) => Math.ceil((blocks * part) / STREAMS))
      const file = join(server.directory, `export-${table}-${input.rows}-${stream}.bin`)
      await rm(file, { force: true })
      const part = `SELECT * FROM target."${table}" WHERE ctid >= '(${low},0)' AND ctid < '(${high},0)'`
      await client.query(`COPY (${part}) TO '${file}' (FORMAT binary)`)
      files.push({ table, file, blocks })
    }
  }
  return files.toSorted((a, b) => b.blocks - a.blocks)
}

interface Exported {
  table: string
  file: string
}

async function connectAll({ superuser }: EmptyDatabase) {
  const clients = await Promise.all(Array.from({ length: STREAMS }, () => connected(superuser)))
  // As engine/build/build-tables.ts and stage-shard.ts have it.
  await inTurn(
    clients,
    clients.map(() => "SET maintenance_work_mem = '256MB'; SET synchronous_commit = off"),
  )
  return {
    clients,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(clients.map((client) => client.end()))
    },
  }
}

async function inTurn(clients: Client[], sql: string[]): Promise<void> {
  const left = [...sql]
  await Promise.all(
    clients.map(async (client) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await client.query(next)
    }),
  )
}
