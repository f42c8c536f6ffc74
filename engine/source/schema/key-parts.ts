import { asciiLower } from './name.ts'

/**
 * What tells SQLite's automatic indexes apart: the columns in their order, with their collations. A UNIQUE of the same parts as
 * another one makes no index of its own, in whatever direction it sorts (build.c, sqlite3CreateIndex).
 */
export function keyParts(parts: { column: string; collation: string }[]): string {
  return JSON.stringify(parts.map(({ column, collation }) => [asciiLower(column), collation.toUpperCase()]))
}
