/** Columns at most, of a record and of a table: SQLITE_MAX_COLUMN as it is built, and PostgreSQL's 1,600. */
export const FIELDS = 2000

/** Of each column of the table: kind, with {@link MAY_LACK} where it may be, and its field in the record, -1 the rowid. */
export const COLUMNS = memory.data(FIELDS * 8)
let count: i32 = 0

export function start(columns: i32): void {
  count = columns
}

@inline
export function columns(): i32 {
  return count
}

export function columnsAt(): usize {
  return COLUMNS
}
