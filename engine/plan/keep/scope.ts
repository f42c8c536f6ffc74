import type { ColumnProfile, TableProfile } from '../../source/profile/profile.ts'
import { asciiLower } from '../../source/schema/name.ts'
import { ROWID_NAMES } from '../../source/schema/rowid-column.ts'
import type { Table } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { shortened } from '../../translate/dates/written.ts'
import { expectedStorage, type Scope, type Storage } from '../../translate/scope.ts'
import type { RelationColumn } from '../../translate/view/relation.ts'
import type { ColumnPlan } from '../plan.ts'

type Held = Pick<ColumnPlan, 'name' | 'type' | 'notNull' | 'position' | 'cast'>

/** The columns that an expression of this table may name, as SQLite and as PostgreSQL know them. */
export function scopeOf(table: Table, columns: Held[], profile: TableProfile): Scope {
  const known = new Map(scopeColumns(table, columns, profile).map((column) => [asciiLower(column.name), column]))
  return { column: (name) => known.get(asciiLower(name)) ?? null }
}

/** All columns of the file's table in its order; those that PostgreSQL does not have are marked so. */
export function scopeColumns(table: Table, columns: Held[], profile: TableProfile): RelationColumn[] {
  return table.columns.map(({ name, affinity, collation, implicit }, position) => {
    const held = columns.find((column) => column.position === position)
    const { type, notNull } = held ?? { type: 'text', notNull: false }
    // A user's cast makes other values of them: nothing that the file computes with them is known to hold.
    const found = profile.columns[position]!
    const storage = held?.cast === 'checked' ? null : (storageOf(found) ?? expectedStorage(type, affinity))
    return {
      name,
      sql: held ? quoteIdentifier(held.name) : '',
      type,
      affinity,
      collation,
      notNull,
      storage: storage === 'mixed' ? null : storage,
      ...(held?.cast === 'text' && found.blobs === 0 ? { castToText: true } : {}),
      ...(name === table.rowidAlias ? { hidden: implicit, rowidNames: rowidNames(table) } : {}),
      ...(storage === 'text' ? wayOfWriting(found) : {}),
      ...(held ? {} : { leftOut: `the column ${name} was not migrated` }),
    }
  })
}

/** The one way in which all texts are written; a midnight that is always its day alone is one as well (ScopeColumn.written). */
function wayOfWriting({ written, midnights }: ColumnProfile): { written?: string } {
  const [day, full, third] = written.toSorted((a, b) => a.length - b.length)
  if (day === undefined || full === undefined) return day === undefined ? {} : { written: day }
  const isShortened =
    third === undefined && day.length === 10 && /^.{10}[ T]00:00:00(\.0+)?$/.test(full) && midnights === 0
  return isShortened ? { written: shortened(day, full) } : {}
}

/** How SQL names the rowid beside its column; full-text tables before the fifth know docid as well (fts3.html §1.4). */
function rowidNames({ columns, module }: Table): string[] {
  const own = new Set(columns.filter(({ implicit }) => !implicit).map(({ name }) => asciiLower(name)))
  const docid = module === 'fts3' || module === 'fts4' ? ['docid'] : []
  return [...ROWID_NAMES, ...docid].filter((name) => !own.has(name))
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
