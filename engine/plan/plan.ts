import type { Note } from '../notes.ts'
import type { Mode } from '../options.ts'
import type { Scan } from '../source/schema.ts'

/**
 * A named value conversion from a SQLite value to one field of binary COPY. The planner picks one only when the profile
 * shows that it holds for every value of the column, so the encoder refuses a value only when the file changed since.
 *
 * text and bytea take every storage class: numbers as SQLite casts them to text, text and blobs as their bytes.
 */
export type Cast =
  | 'boolean' // 0, 1, or the words t f true false
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'double' // REAL, and INTEGER within ±2^53
  | 'numeric' // INTEGER, REAL as its shortest decimal, decimal TEXT
  | 'text'
  | 'bytea'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz' // text without zone is UTC
  | 'timestamptz-unix-s'
  | 'timestamptz-unix-ms'
  | 'timestamptz-unix-us'
  | 'timestamp-julian'
  | 'uuid' // text, or 16 bytes in order
  | 'jsonb'

/**
 * The complete decision about one migration: what becomes what, and why. Pure data made without I/O; two equal plans
 * have the same fingerprint, and staging resumes only under the same one.
 */
export interface Plan {
  /** The target schema. */
  schema: string
  mode: Mode
  tables: TablePlan[]
  /** Added after every table's keys exist. */
  foreignKeys: ForeignKeyPlan[]
  notes: Note[]
}

/** `create` makes a new table; the others put the rows into one that exists (docs/modes.md). */
export type Action = 'create' | 'append' | 'truncate' | 'replace'

export interface TablePlan {
  /** Name in the file, and in PostgreSQL. */
  source: string
  name: string
  action: Action
  /** Rows in the file, counted by the profile. */
  rows: number
  scan: Scan
  columns: ColumnPlan[]
  /** The identity column in PostgreSQL, its sequence's name, and the last id that counts as given; null without one. */
  identity: { column: string; sequence: string; last: bigint } | null
  primaryKey: { name: string; columns: string[] } | null
  indexes: IndexPlan[]
  checks: { name: string; sql: string; source: string }[]
}

export interface ColumnPlan {
  /** Name in the file, and in PostgreSQL. */
  source: string
  name: string
  /** Position in Table.columns and TableProfile.columns. */
  position: number
  declared: string
  /** PostgreSQL type as SQL, for example `numeric(10,2)`; of the staging table where the target's table exists. */
  type: string
  /** Existing column that takes the values through an explicit cast to this type; null where plain assignment does. */
  into: string | null
  cast: Cast
  notNull: boolean
  /** SQL of the default and of the generation expression, or null. */
  default: string | null
  generated: string | null
  /** Why this type, in words. */
  reason: string
}

export interface IndexPlan {
  name: string
  unique: boolean
  /** Becomes a UNIQUE constraint, not only an index. */
  constraint: boolean
  /** SQL of each part, names already quoted, with DESC where declared. */
  parts: string[]
  /** SQL of the predicate, or null. */
  where: string | null
  /** Name in the file, for messages. */
  source: string
}

export interface ForeignKeyPlan {
  name: string
  table: string
  columns: string[]
  parent: string
  parentColumns: string[]
  onUpdate: string
  onDelete: string
  deferrable: 'no' | 'immediate' | 'deferred'
  /** Name of the child table in the file, for messages. */
  source: string
}
