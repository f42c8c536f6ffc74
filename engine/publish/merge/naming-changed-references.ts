import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import { isNew, type Plan } from '../../plan/plan.ts'
import { rehearsal } from '../../target/query.ts'
import { useSearchPathOf } from '../../target/search-path.ts'
import { sqlStateOf } from '../../target/server-error.ts'
import { type Incoming, type LeftBehind, referencesInTarget, refuseChangedReferences } from './changed-references.ts'
import { convertRows } from './convert-staged.ts'
import { findMetRows } from './met-rows.ts'

const FOREIGN_KEY_VIOLATION = '23503'

/**
 * Where PostgreSQL refused a row because the one that it references stayed behind (mode append met another one by a key), the error that says so;
 * others as they are. The transaction has to be over.
 */
export async function namingChangedReferences(
  client: pg.Client,
  { plan, staging }: { plan: Plan; staging: string },
  error: unknown,
): Promise<unknown> {
  // One that was named already has the server's as its cause.
  const isNamed = error instanceof LiteliftError && error.cause instanceof LiteliftError
  const appended = plan.tables.filter(({ action }) => action === 'append')
  if (isNamed || appended.length === 0 || sqlStateOf(error) !== FOREIGN_KEY_VIOLATION) return error
  return rehearsal(client, async () => {
    await useSearchPathOf(client, plan.schema)
    const left: LeftBehind[] = []
    const incoming: Incoming[] = []
    for (const table of plan.tables.filter((one) => !isNew(one))) {
      const rows = await convertRows(client, table, staging, plan.schema)
      if (!appended.includes(table)) {
        incoming.push({ table, rows: rows.from })
        continue
      }
      const met = await findMetRows(client, rows, staging)
      left.push({ rows, met })
      const inserted = `(SELECT * FROM ${rows.from} s WHERE NOT EXISTS (SELECT FROM ${met.name} m WHERE m.row = s.ctid))`
      incoming.push({ table, rows: inserted })
    }
    try {
      await refuseChangedReferences(client, await referencesInTarget(client, plan.schema, left, incoming))
      return error
    } catch (named) {
      return named
    }
  })
}
