import type { ColumnProfile, TableProfile } from '../source/profile.ts'
import type { Table } from '../source/schema.ts'
import { quoteIdentifier } from '../target/quote.ts'
import { expectedStorage, type Scope, type Storage } from './expression/scope.ts'
import type { ColumnPlan } from './plan.ts'

/** The columns that an expression of this table may name, as SQLite and as PostgreSQL know them. */
export function scopeOf(table: Table, columns: ColumnPlan[], profile: TableProfile): Scope {
  const known = new Map(
    columns.map(({ source, name, type, notNull, position }) => {
      const { affinity, collation } = table.columns[position]!
      const storage = storageOf(profile.columns[position]!) ?? expectedStorage(type, affinity)
      const sql = quoteIdentifier(name)
      return [
        source.toLowerCase(),
        { sql, type, affinity, collation, notNull, storage: storage === 'mixed' ? null : storage },
      ]
    }),
  )
  return { column: (name) => known.get(name.toLowerCase()) ?? null }
}

/** The one storage class of a column's values; null without values. */
function storageOf({ integers, reals, texts, blobs }: ColumnProfile): NonNullable<Storage> | 'mixed' | null {
  const all = integers + reals + texts + blobs
  if (all === 0) return null
  if (texts === all) return 'text'
  if (blobs === all) return 'blob'
  if (integers === all) return 'integer'
  if (reals === all) return 'real'
  return integers + reals === all ? 'number' : 'mixed'
}
