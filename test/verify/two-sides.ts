import Database from 'better-sqlite3'
import type { Cast, TablePlan } from '../../engine/plan/plan.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { compareTables, type Comparison } from '../../engine/verify/compare.ts'
import { createDatabase, type TestDatabase } from '../database.ts'

/** A SQLite database in memory and an empty schema `app`, each to be filled by SQL. */
export interface TwoSides extends AsyncDisposable {
  file: Database.Database
  target: TestDatabase
  compare(...tables: TablePlan[]): Promise<Comparison[]>
}

export async function twoSides(): Promise<TwoSides> {
  const target = await createDatabase()
  await target.query('CREATE SCHEMA app')
  const file = new Database(':memory:')
  return {
    file,
    target,
    async compare(...tables) {
      await using connection = await connect(target.settings, 'litelift tests')
      return await compareTables({ database: file, client: connection.client, schema: 'app', tables })
    },
    async [Symbol.asyncDispose]() {
      file.close()
      await target[Symbol.asyncDispose]()
    },
  }
}

/** A plan as far as verify reads it; columns are `{ name: cast }`, or `{ name: [name in PostgreSQL, cast] }`. */
export function planOf(
  name: string,
  columns: Record<string, Cast | [string, Cast]>,
  primaryKey: string[] = [],
): TablePlan {
  return {
    source: name,
    name,
    action: 'create',
    rows: 0,
    scan: { table: name, root: 2, columns: [] },
    columns: Object.entries(columns).map(([source, target], position) => {
      const [name, cast] = typeof target === 'string' ? ([source, target] as const) : target
      return {
        source,
        name,
        position,
        declared: '',
        type: '',
        encoded: '',
        into: null,
        cast,
        from: null,
        round: false,
        emptyAsNull: false,
        invalidText: 'fail',
        notNull: false,
        widened: null,
        ifNull: null,
        default: null,
        generated: null,
        reason: '',
      }
    }),
    identity: null,
    primaryKey: primaryKey.length > 0 ? { name: 'key', columns: primaryKey } : null,
    indexes: [],
    checks: [],
    key: null,
    conditions: [],
    isOwn: false,
    keepsRowid: false,
  }
}
