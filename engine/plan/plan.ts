import type { Note } from '../notes.ts'
import type { Mode } from '../options/modes.ts'
import type { OnOrphan } from '../options/on-orphan.ts'
import type { SourceForm } from '../options/source-form.ts'
import type { InvalidText } from '../options/table-options.ts'
import type { ForeignKeyAction } from '../source/schema/schema.ts'
import type { Scan } from '../source/pages/scan.ts'

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
  | 'timestamptz-unix-ns' // whole microseconds
  | 'timestamp-julian'
  | 'uuid' // text, or 16 bytes in order
  | 'jsonb' // JSON text, INTEGER and REAL as numbers, SQLite's binary JSONB
  | 'checked' // a user's cast to the column's type: values are read by `from` and looked at one by one; what does not fit is refused

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
  /** In the order of their making: a view comes after those that it reads. */
  views: ViewPlan[]
  /** What becomes of rows that reference nothing; null where that is not said. */
  onOrphan: OnOrphan | null
  /** Tables of the target that have no rows in the file and are emptied with those that they reference; as the user names them. */
  alsoEmpty: string[]
  /** Made when all rows are there. */
  triggers: TriggerPlan[]
  /** The user's own SQL, run by publish before the tables move in and after everything is there. */
  before: string[]
  after: string[]
  notes: Note[]
}

/** `create` makes a new table; the others put the rows into one that exists (docs/modes.md). */
export type Action = 'create' | Mode

/** Whether a table is made here, and so built: it is not in the target yet, or takes the place of one that is. */
export function isNew({ action }: { action: Action }): boolean {
  return action === 'create' || action === 'replace'
}

const FEW_ROWS = 1000

/** Whether a table costs more to begin with than its rows do, so that it goes with others. */
export function isSmall({ rows }: Pick<TablePlan, 'rows'>): boolean {
  return rows <= FEW_ROWS
}

/** Small tables at most that one transaction or message is for. */
const TOGETHER = 50

/** Cuts a list into what is done at a time: first the large tables, each by itself, then the small ones, `most` together. */
export function inGroups<Item>(
  items: readonly Item[],
  tableOf: (item: Item) => Pick<TablePlan, 'rows'>,
  most = TOGETHER,
): Item[][] {
  const large = items.filter((item) => !isSmall(tableOf(item)))
  const small = items.filter((item) => isSmall(tableOf(item)))
  const size = Math.max(1, Math.min(most, TOGETHER))
  const groups = Array.from({ length: Math.ceil(small.length / size) }, (_, at) =>
    small.slice(at * size, (at + 1) * size),
  )
  return [...large.map((item) => [item]), ...groups]
}

export interface TablePlan {
  /** Name in the file, and in PostgreSQL. */
  source: string
  name: string
  action: Action
  /** Rows in the file, counted by the profile. */
  rows: number
  scan: Scan
  columns: ColumnPlan[]
  /** Beside the columns of the file: those that have one value in all rows of this migration. */
  constants: ConstantPlan[]
  /** The identity column in PostgreSQL, its sequence's name, and the last id that counts as given; null without one. */
  identity: { column: string; sequence: string; last: bigint } | null
  /** Of an AUTOINCREMENT table that fills an existing one: its column, and the last number that SQLite gave out, which may be of a row that is gone. */
  givenOut: { column: string; last: bigint } | null
  primaryKey: { name: string; columns: string[] } | null
  indexes: IndexPlan[]
  checks: { name: string; sql: string; source: string }[]
  /** Columns by which rows of an existing table are found (Placement.key). */
  key: string[] | null
  /** The existing table is one that litelift made. */
  isOwn: boolean
  /** Staging keeps the rowid of each row, so that an orphan can be named and taken away. */
  keepsRowid: boolean
  /** Of an existing table: what its rows must meet while they are staged. */
  conditions: ConditionPlan[]
}

/** A CHECK of the staging table: one of the existing table's own, or one on how a single value gets there. */
export interface ConditionPlan {
  name: string
  sql: string
  /** The column of the file whose value it looks at, and what to say against one; null where the server says it. */
  column: string | null
  reason: string | null
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
  /** Type whose binary form is written: that under a domain, text for an enum; `type` itself otherwise. */
  encoded: string
  /**
   * The type that only the server's own input makes of the text that is staged: of an existing column, by publish, of a new one by build. Null
   * where plain assignment does.
   */
  into: string | null
  cast: Cast
  /** Of a checked cast: how values are read, null for what they show; and whether moments are rounded to the microsecond. */
  from: SourceForm | null
  round: boolean
  /** Empty texts become NULL. */
  emptyAsNull: boolean
  /** What becomes of texts that PostgreSQL cannot hold; `fail` where there are none. */
  invalidText: InvalidText
  notNull: boolean
  /** The type that an existing column has and the one that it gets, because values of the file do not fit it; null where it stays. */
  widened: { from: string; to: string } | null
  /** SQL that takes the place of NULL in an existing column, or null. */
  ifNull: string | null
  /** SQL of the default and of the generation expression, or null. Staging holds values; build proves the expression. */
  default: string | null
  generated: string | null
  /** Why this type, in words. */
  reason: string
}

/** A column that the file does not have, and that is the same in all of its rows. */
export interface ConstantPlan {
  /** Name in PostgreSQL. */
  name: string
  /** Type as SQL: that of the existing column, where there is one. */
  type: string
  /** As the options spell it. */
  value: string
  /** It is part of every key, and tells the rows of this source from those of others. */
  isKey: boolean
}

/** Names of a table's columns that a migration fills: the constants, then those of the file. */
export function filledColumns({ columns, constants }: Pick<TablePlan, 'columns' | 'constants'>): string[] {
  return [...constants, ...columns].map(({ name }) => name)
}

export interface IndexPlan {
  name: string
  unique: boolean
  /** Becomes a UNIQUE constraint, not only an index. */
  constraint: boolean
  /** Left out for a b-tree. */
  method?: 'gin'
  parts: IndexPart[]
  /** SQL of the predicate, or null. */
  where: string | null
  /** Name in the file, for messages. */
  source: string
}

export interface IndexPart {
  /** The column, quoted, or the expression. */
  sql: string
  descending: boolean
}

export interface ViewPlan {
  /** Name in the file, and in PostgreSQL. */
  source: string
  name: string
  /** `replace` takes the place of a view of the target, whose owner and grants stay. */
  action: 'create' | 'replace'
  /** Its SELECT, which names tables with the target schema: views are made by publish, where their tables are. */
  select: string
  /** The CREATE VIEW of the file, for messages. */
  sql: string
}

export interface TriggerPlan {
  /** Name in the file, and that of the trigger and its function in PostgreSQL. */
  source: string
  name: string
  /** Name of its table in PostgreSQL. */
  table: string
  timing: 'BEFORE' | 'AFTER'
  event: 'INSERT' | 'UPDATE' | 'DELETE'
  /** Of UPDATE OF: quoted columns, else null. */
  columns: string[] | null
  /** SQL of its condition in terms of "new" and "old", or null. */
  when: string | null
  /** PL/pgSQL. */
  statements: string[]
  /** SQL of the statements and conditions, in the same terms: PostgreSQL reads a function's SQL only when it first runs. */
  probes: string[]
  /** What it changes may wake it once more, which SQLite does not do. */
  mayRecur: boolean
  /** The CREATE TRIGGER of the file, for messages. */
  sql: string
}

export interface ForeignKeyPlan {
  name: string
  table: string
  columns: string[]
  parent: string
  parentColumns: string[]
  /** SQL by which SQLite finds the parent `p` of a child `c`, a condition a column: NOCASE finds more than `=` does. */
  alike: string[]
  /** The child's columns that name a row in messages: its rowid, else its primary key; null without either. */
  identifiedBy: { word: 'rowid' | 'key'; columns: string[] } | null
  onUpdate: ForeignKeyAction
  onDelete: ForeignKeyAction
  deferrable: 'no' | 'immediate' | 'deferred'
  /** Columns that ON DELETE SET NULL and SET DEFAULT change, where it is not all of them (PostgreSQL 15 and later); null for all. */
  setColumns: string[] | null
  /** Name of the child table in the file, for messages. */
  source: string
}
