/** litelift's own: of package.json, which does not come along into a bundle (test/release holds them to each other). */
export const VERSION = '0.1.0'

/** That of SQLite which comes with better-sqlite3 (test/report holds them to each other): by it files are read and numbers cast to text. */
export const SQLITE_VERSION = '3.54.1'
