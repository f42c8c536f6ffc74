import type { Expr } from 'sqlite3-parser'

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
  strict: boolean
  columns: Column[]
  /** Name of the column that is the rowid (INTEGER PRIMARY KEY), or null. */
  rowidAlias: string | null
  /** `sqlite_sequence.seq` of an AUTOINCREMENT table, or null. */
  sequence: bigint | null
  /** Column names in key order; empty without a PRIMARY KEY. */
  primaryKey: string[]
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
  /** Why SQLite cannot compute the virtual column here, in its words. */
  unreadable: string | null
}

export interface Index {
  name: string
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

export interface ForeignKey {
  columns: string[]
  parent: string
  /** Empty when written without columns: the parent's primary key. */
  parentColumns: string[]
  onUpdate: string
  onDelete: string
  deferrable: 'no' | 'immediate' | 'deferred'
}

/**
 * How to read a table's rows from its b-tree; plain data, so that it can go to a worker thread.
 * `columns[i]` says where the i-th column of {@link Table.columns} is found in a record.
 */
export interface Scan {
  table: string
  /** Root page of a rowid b-tree. */
  root: number
  /** The tree lies in the file of copies beside the source: WITHOUT ROWID, virtual tables, virtual columns (normalise.ts). */
  copied?: true
  columns: ScanColumn[]
}

export interface ScanColumn {
  /** Position in the record, or 'rowid' for an INTEGER PRIMARY KEY (stored as NULL there). */
  field: number | 'rowid'
  /** REAL affinity: integers in the record are reals that SQLite stored compactly (fileformat2 §2.1). */
  real: boolean
  /** The value of rows that were written before ALTER TABLE ADD COLUMN; null is NULL. */
  missing: null | bigint | number | string | Uint8Array
}
