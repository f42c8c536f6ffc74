import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Cast, TablePlan } from '../../engine/plan/plan.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { compareTables, type Comparison } from '../../engine/verify/compare.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { sqliteOn } from '../in-process.ts'

/** A SQLite file and an empty schema `app`, each to be filled by SQL. */
export interface TwoSides extends AsyncDisposable {
  file: Database.Database
  path: string
  target: TestDatabase
  compare(...tables: TablePlan[]): Promise<Comparison[]>
}

export async function twoSides(): Promise<TwoSides> {
  const target = await createDatabase()
  await target.query('CREATE SCHEMA app')
  const folder = scratchFolder()
  const path = join(folder.path, 'file.db')
  const file = new Database(path)
  file.pragma('synchronous = OFF')
  return {
    path,
    file,
    target,
    async compare(...tables) {
      await using connection = await connect(target.settings, 'litelift tests')
      await using source = await sqliteOn(path)
      return await compareTables({ ...source, client: connection.client, schema: 'app', tables })
    },
    async [Symbol.asyncDispose]() {
      file.close()
      folder[Symbol.dispose]()
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
    constants: [],
    identity: null,
    givenOut: null,
    primaryKey: primaryKey.length > 0 ? { name: 'key', columns: primaryKey } : null,
    indexes: [],
    checks: [],
    key: null,
    conditions: [],
    isOwn: false,
    keepsRowid: false,
  }
}
