import type { Affinity } from '../source/schema/schema.ts'
import { baseType } from '../types/postgres-type.ts'

/** The storage class that all values of a column have; `number` is INTEGER and REAL side by side, null is any other mixture. */
export type Storage = 'integer' | 'real' | 'number' | 'text' | 'blob' | null

/** What an expression needs to know of a column: how SQLite holds it and how PostgreSQL does. */
export interface ScopeColumn {
  /** The quoted name. */
  sql: string
  /** In a SELECT: the name that its FROM clause gives the relation of the column. */
  alias?: string
  /** PostgreSQL type as SQL: `bigint`, `numeric(10,2)`, `varchar(3)`, `timestamptz` … */
  type: string
  /** Null for columns of views that are expressions. */
  affinity: Affinity | null
  /** The affinity is one of several, it is not known which. */
  openAffinity?: boolean
  /** Left out when it is not known. */
  storage?: Storage
  /** Every value is the text that SQLite casts it to, whatever its class was. */
  castToText?: boolean
  /**
   * How all of its dates or times are written, where that is one way (ColumnProfile.written). `0000-00-00[ 00:00:00]` is a time
   * that is left out at midnight, and only then.
   */
  written?: string
  /** No number among its values is larger in magnitude. */
  largest?: number
  /** Columns of views: every text is a date or time as strftime() writes it in this format. */
  format?: string
  /** Upper case; BINARY unless declared. */
  collation: string
  /** Holds no NULL in PostgreSQL, now and later. */
  notNull: boolean
  /** Why no expression may read it, where none may: a clause. */
  leftOut?: string
}

/**
 * Finds a column by the name that the expression uses (SQLite: without regard to ASCII case). A scope that knows one table
 * only may leave `table`, the qualifier of `t.a`, alone: SQLite refused a schema where it is another table's.
 */
export interface Scope {
  column(name: string, table?: string): ScopeColumn | null
}

/** The storage class that values of a PostgreSQL type come from, for columns that have none yet. */
export function expectedStorage(type: string, affinity: Affinity | null): Storage {
  switch (baseType(type)) {
    case 'boolean':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer'
    case 'double precision':
      return affinity === 'real' ? 'real' : 'number'
    case 'numeric':
      return 'number'
    case 'bytea':
      return 'blob'
    default:
      return 'text'
  }
}
