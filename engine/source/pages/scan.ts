/**
 * How to read a table's rows from its b-tree; plain data, so that it can go to a worker thread.
 * `columns[i]` says where the i-th column of `Table.columns` is found in a record.
 */
export interface Scan {
  table: string
  /** Root page of a rowid b-tree. */
  root: number
  /** The tree lies in the file of copies beside the source: WITHOUT ROWID, virtual tables, virtual columns */
  copied?: true
  columns: ScanColumn[]
}

export interface ScanColumn {
  /** Position in the record, or 'rowid' for an INTEGER PRIMARY KEY (stored as NULL there). */
  field: number | 'rowid'
  /** REAL affinity: integers in the record are reals that SQLite stored compactly*/
  real: boolean
  /** The value of rows that were written before ALTER TABLE ADD COLUMN; null is NULL. */
  missing: null | bigint | number | string | Uint8Array
}
