import type { Expr } from 'sqlite3-parser'
import type { Scan } from '../pages/scan.ts'

/** SQLite's five affinities (sqlite.org/datatype3.html §3). Never mixed up with declared type or storage class. */
export type Affinity = 'integer' | 'real' | 'numeric' | 'text' | 'blob'

/** Everything of a file's schema that a migration can carry, leave out with a note, or refuse. Plain data. */
export interface Schema {
  tables: Table[]
  views: NamedSql[]
  triggers: (NamedSql & { table: string })[]
  /** Objects whose SQL the grammar refused, and virtual tables whose content cannot be read. */
  unreadable: (NamedSql & { reason: string })[]
}

export interface NamedSql {
  name: string
  sql: string
}

export interface Table {
  name: string
  sql: string
  /** `virtual` tables that can be read (FTS, R*Tree) arrive with their content, see normalise.ts. */
  kind: 'rowid' | 'without-rowid' | 'virtual'
  /** Of a virtual table, in lower case. */
  module: string | null
  columns: Column[]
  /** Name of the column that is the rowid (INTEGER PRIMARY KEY), or null. */
  rowidAlias: string | null
  /** `sqlite_sequence.seq` of an AUTOINCREMENT table, or null. */
  sequence: bigint | null
  /** Column names in key order; empty without a PRIMARY KEY. */
  primaryKey: string[]
  /** What the file calls the constraint. */
  primaryKeyName: string | null
  indexes: Index[]
  foreignKeys: ForeignKey[]
  checks: { name: string | null; expr: Expr; sql: string }[]
  /** Constraints that carry an ON CONFLICT clause, as written. */
  conflictClauses: string[]
  scan: Scan
}

export interface Column {
  name: string
  /** As written, '' when there is none. */
  declared: string
  affinity: Affinity
  notNull: boolean
  /** Upper case; BINARY unless declared. */
  collation: string
  /** The DEFAULT's expression, with its SQL text; null without one. `expr` is null where the grammar refused it. */
  default: { sql: string; expr: Expr | null } | null
  /** `expr` is null where the grammar refused the table's SQL. */
  generated: { kind: 'virtual' | 'stored'; expr: Expr | null; sql: string } | null
  /** The rowid of a virtual table, which `*` does not stand for: its full-text docid, what other tables reference. */
  implicit: boolean
  /** Why SQLite cannot compute the virtual column here, in its words. */
  unreadable: string | null
}

export interface Index {
  name: string
  /** Of a UNIQUE constraint: what the file calls it. */
  constraint: string | null
  /** How it came to be: CREATE INDEX, a UNIQUE constraint, or the PRIMARY KEY. */
  origin: 'index' | 'unique' | 'primary-key'
  unique: boolean
  parts: { column: string | null; expr: Expr | null; descending: boolean; collation: string }[]
  /** Has a WHERE; `where` is null where the grammar refused it. */
  partial: boolean
  where: Expr | null
  /** null for the automatic indexes of constraints. */
  sql: string | null
}

/** What becomes of the rows that reference one that changes or goes (sqlite.org/foreignkeys.html); the same words in both databases. */
export const FOREIGN_KEY_ACTIONS = ['NO ACTION', 'RESTRICT', 'SET NULL', 'SET DEFAULT', 'CASCADE'] as const
export type ForeignKeyAction = (typeof FOREIGN_KEY_ACTIONS)[number]

export interface ForeignKey {
  /** What the file calls the constraint. */
  name: string | null
  columns: string[]
  parent: string
  /** Empty when written without columns: the parent's primary key. */
  parentColumns: string[]
  onUpdate: ForeignKeyAction
  onDelete: ForeignKeyAction
  deferrable: 'no' | 'immediate' | 'deferred'
}

/** What is needed to know of a table to read it. */
export type ReadableTable = Pick<Table, 'name' | 'kind' | 'columns' | 'rowidAlias'>
