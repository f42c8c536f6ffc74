import type pg from 'pg'
import type { Note } from './notes.ts'
import type { FilledOptions } from './options.ts'
import { checkPatterns } from './plan/place/check-patterns.ts'
import { findCandidates } from './plan/place/candidates.ts'
import { leaveTables, mayBeLeft } from './plan/place/leave-tables.ts'
import { guidsOf } from './plan/choose/guids-of.ts'
import { makePlan } from './plan/make-plan.ts'
import { formatOf } from './plan/place/file-format.ts'
import { namedTypes } from './plan/place/named-casts.ts'
import { type Placed, type Placement, placeObjects, type Purpose } from './plan/place/placement.ts'
import type { Plan } from './plan/plan.ts'
import { selectTables } from './plan/place/select-tables.ts'
import type { Pool } from './threads/pool.ts'
import { profileTables, type TablesProfile } from './threads/profile-tables.ts'
import type { Recorder } from './report/recorder.ts'
import { completeIndexes, refuseContradictingIndexes, type IndexEntries } from './source/profile/contradicting-index.ts'
import { settleGuidOrder } from './source/profile/guid-order.ts'
import type { Schema, Table } from './source/schema/schema.ts'
import type { Sqlite } from './source/sqlite/sqlite.ts'
import type { SourceFile } from './source/file/open.ts'
import { holdingRows, readExisting } from './target/existing.ts'
import { refuseUnfit } from './target/refuse-unfit.ts'

/**
 * The phases inspect and plan: the same for a migration, `litelift plan` and `litelift verify`. `client` is null where
 * no target is given: the plan is then that of an empty database.
 * @param known where each table goes, if that was asked before
 */
export async function preparePlan(
  source: SourceFile,
  client: pg.Client | null,
  options: FilledOptions,
  pool: Pool,
  recorder: Recorder,
  signal?: AbortSignal,
  known?: InspectedTables,
): Promise<Plan> {
  const { tables, profiles } = await inspectFile(source, client, options, pool, recorder, { signal, known })
  return await recorder.phase('plan', () => planInspected(tables, profiles, options))
}

/** What is known of a file before a plan is made. */
export interface InspectedFile {
  tables: InspectedTables
  profiles: readonly TablesProfile[]
}

/**
 * The phase inspect.
 * @param known as of {@link preparePlan}
 * @param placed called once the client is needed no more
 */
export function inspectFile(
  source: SourceFile,
  client: pg.Client | null,
  options: FilledOptions,
  pool: Pool,
  recorder: Recorder,
  {
    signal,
    known,
    placed,
  }: { signal?: AbortSignal | undefined; known?: InspectedTables | undefined; placed?: () => void } = {},
): Promise<InspectedFile> {
  return recorder.phase('inspect', async () => {
    const tables = known ?? (await inspectTables(source, client, options))
    placed?.()
    const profiles = await profileTables(pool, source.pages, tables.placed.placements, {
      signal,
      progress: (inspected) => recorder.listener({ type: 'inspected', ...inspected }),
    })
    await settleProfiles(source, tables, profiles, recorder)
    return { tables, profiles }
  })
}

/** What is known of a file's tables before their rows are read. */
export interface InspectedTables {
  schema: Schema
  placed: Placed
  left: Note[]
  /** SQLite counts while the pages are read. */
  counting: Promise<IndexEntries[]>
}

/** The part of the phase inspect before rows are read: where each table of the file goes. */
export async function inspectTables(
  source: Pick<SourceFile, 'sqlite'>,
  client: pg.Client | null,
  options: FilledOptions,
  purpose: Purpose = 'fill',
): Promise<InspectedTables> {
  const existing = client
    ? await readExisting(client, options.schema, namedTypes(options))
    : { tables: [], views: [], names: [], types: new Map() }
  const schema = await source.sqlite.inspect()
  checkPatterns(schema.tables, options)
  const selected = selectTables(schema.tables, options)
  const candidates = await findCandidates(selected, existing, options, (tables) => source.sqlite.holdingRows(tables))
  const asked = candidates.filter((candidate) => mayBeLeft(candidate, options)).map((one) => one.existing!.name)
  const filled = client ? await holdingRows(client, options.schema, asked) : new Set<string>()
  const { kept, notes } = leaveTables(candidates, filled, existing, options)
  const placed = placeObjects(kept, schema.views, existing, options, formatOf(schema.tables), purpose)
  if (client) await refuseUnfit(client, valuesFor(placed.placements))
  const tables = placed.placements.map(({ table }) => table)
  const counting = countIndexes(source.sqlite, tables)
  counting.catch(() => undefined)
  return { schema, placed, left: notes, counting }
}

/** The part of the phase inspect after rows are read. @throws LiteliftError `file-damaged` where an index says otherwise */
export async function settleProfiles(
  source: Pick<SourceFile, 'sqlite'>,
  { counting }: Pick<InspectedTables, 'counting'>,
  profiles: readonly TablesProfile[],
  recorder: Recorder,
): Promise<void> {
  for (const { placement, share } of profiles)
    recorder.listener({ type: 'read', phase: 'inspect', table: placement.table.name, ...share })
  const rows = new Map(profiles.map(({ placement, profile }) => [placement.table.name, profile.rows]))
  refuseContradictingIndexes(rows, await counting)
  await settleGuidOrder(
    profiles.map(({ placement, profile }) => ({ table: placement.table, profile, isGuid: guidsOf(placement) })),
    (table, column, of) => source.sqlite.ids(table, column, of),
  )
}

/** The phase plan, with what the phase inspect found. */
export function planInspected(
  { schema, placed, left }: InspectedTables,
  profiles: readonly TablesProfile[],
  options: FilledOptions,
): Plan {
  const plan = makePlan(schema, placed, profiles, options)
  plan.notes.unshift(...left)
  return plan
}

/** The values of constants that existing columns are to take. */
function valuesFor(placements: readonly Placement[]): Parameters<typeof refuseUnfit>[1] {
  return placements.flatMap(({ name: table, constants }) =>
    constants.flatMap(({ constant: { value, isKey }, into }) => (into ? { table, column: into, value, isKey } : [])),
  )
}

async function countIndexes(sqlite: Sqlite, tables: Table[]): Promise<IndexEntries[]> {
  const asked = tables
    .map((table) => ({ table: table.name, indexes: completeIndexes(table) }))
    .filter(({ indexes }) => indexes.length > 0)
  if (asked.length === 0) return []
  const counted = await sqlite.indexEntries(asked)
  return asked.flatMap(({ table, indexes }, of) =>
    indexes.map((index, at) => ({ table, index, entries: counted[of]![at]! })),
  )
}
