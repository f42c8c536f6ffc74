/** A value as better-sqlite3 gives it with safeIntegers: INTEGER, REAL, TEXT, BLOB. */
export type FileValue = bigint | number | string | Buffer

export type FileRow = (FileValue | null)[]
