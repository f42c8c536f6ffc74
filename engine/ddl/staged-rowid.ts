/** SQL: the column of a staging table that keeps each row's rowid, so that publish can still name the row; no file has a name of it. */
export const STAGED_ROWID = '"litelift rowid"'
