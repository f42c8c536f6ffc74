import { baseType } from '../../types/postgres-type.ts'

/**
 * SQL of an index part that is equal exactly where SQLite's collation says so. NOCASE folds A–Z only, as lower() does
 * under "C"; citext and ICU fold more. Equal bytes are all that BINARY asks for, and all that is known of a collation
 * that an application defines. Collations compare texts: what is another type in PostgreSQL stays as it is.
 */
export function collatedKey(sql: string, type: string, collation: string): string {
  if (!isCollated(type, collation)) return sql
  return collation === 'NOCASE' ? `lower(${sql} COLLATE "C")` : `rtrim(${sql}, ' ')`
}

/** Whether a key of this type needs an expression to keep the collation. */
export function isCollated(type: string, collation: string): boolean {
  return KEPT.has(collation) && TEXTS.has(baseType(type))
}

const KEPT = new Set(['NOCASE', 'RTRIM'])
const TEXTS = new Set(['text', 'varchar'])
