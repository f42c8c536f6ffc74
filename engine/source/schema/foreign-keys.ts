import type Database from 'better-sqlite3'
import type { CreateTable } from './create-table.ts'
import { quoteSqliteName } from './name.ts'
import type { ForeignKey, ForeignKeyAction } from './schema.ts'

interface ForeignKeyRow {
  id: number
  seq: number
  table: string
  from: string
  to: string | null
  /** The PRAGMA knows no other words (pragma.c, actionName). */
  on_update: ForeignKeyAction
  on_delete: ForeignKeyAction
}

/** The foreign keys of a table in the order in which its SQL has them. */
export function readForeignKeys(database: Database.Database, table: string, parsed: CreateTable | null): ForeignKey[] {
  const rows = database.pragma(`foreign_key_list(${quoteSqliteName(table)})`) as ForeignKeyRow[]
  const keys = Map.groupBy(rows, (row) => row.id)
  return [...keys.entries()]
    .toSorted(([a], [b]) => b - a)
    .map(([id, parts]) => {
      const ordered = parts.toSorted((a, b) => a.seq - b.seq)
      const clauses = parsed?.foreignKeys[keys.size - 1 - id]
      return {
        name: clauses?.name ?? null,
        columns: ordered.map((part) => part.from),
        parent: ordered[0]!.table,
        parentColumns: ordered.flatMap((part) => (part.to === null ? [] : [part.to])),
        onUpdate: ordered[0]!.on_update,
        onDelete: ordered[0]!.on_delete,
        deferrable: clauses?.deferrable ?? 'no',
      }
    })
}
