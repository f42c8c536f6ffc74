import { openSource } from '../../cli/source.ts'
import { planFile } from '../../engine/plan-file.ts'
import type { Input } from '../inputs/make-input.ts'

/** The DDL that litelift makes of an input, so that everyone fills the same tables and builds the same indexes. */
export interface PlannedDdl {
  tables: string[]
  indexes: string[]
  constraints: string[]
}

const planned = new Map<string, PlannedDdl>()

/** Planned once an input: no contestant's time holds it. */
export async function plannedDdl({ path }: Input): Promise<PlannedDdl> {
  const known = planned.get(path)
  if (known) return known
  await using source = await openSource(path, { by: 'state' })
  const { ddl } = await planFile({ source, target: null, options: { schema: 'target' } })
  const built = ddl.filter(({ phase }) => phase === 'build').map(({ sql }) => sql)
  const isIndex = (sql: string) => /^CREATE (UNIQUE )?INDEX/.test(sql)
  const made = {
    tables: ['CREATE SCHEMA target', ...ddl.filter(({ phase }) => phase === 'stage').map(({ sql }) => sql)],
    indexes: built.filter(isIndex),
    constraints: built.filter((sql) => !isIndex(sql)),
  }
  planned.set(path, made)
  return made
}
