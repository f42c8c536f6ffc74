import type { FileValue } from '../source/sqlite/value.ts'
import type { CanonicalRow } from './canonical-row.ts'

/**
 * How the values of one target type are brought to one canonical form on both sides, so that equal values and only
 * they have equal bytes. Written against PostgreSQL's documented text output and SQLite's own functions, and not against
 * litelift's encoder, whose mistakes it is there to find.
 */
export interface Form {
  /** SQL over the file: what to read of a column (an already quoted name). NULL stays NULL. */
  fileSql(column: string): string
  /** SQL over the target, likewise; the session has the settings of target/connection/connect.ts. */
  targetSql(column: string): string
  /** Adds one value that is not NULL to the row. A value without counterpart in the type is added as unread. */
  fromFile(value: FileValue, row: CanonicalRow): void
  /** The same for the text `[start, end)` that the target gave, its COPY escapes undone. */
  fromTarget(bytes: Buffer, start: number, end: number, row: CanonicalRow): void
  /** SQL type whose own input function first turns a text of the file into its output text; null for known types. */
  input: string | null
}

/** A column type of the target; a domain is its base type. */
export interface ColumnType {
  /** pg_type.typname. */
  name: string
  /** Unambiguous SQL of the type, without modifier; and with it, as format_type() writes it. */
  sql: string
  declared: string
  builtIn: boolean
  isEnum: boolean
}

/** How the file holds its texts: a BLOB cast to text there is bytes of this encoding. */
export type FileEncoding = 'utf8' | 'utf16le' | 'utf16be'
