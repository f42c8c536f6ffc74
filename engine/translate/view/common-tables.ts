import type { CommonTableExpr, With } from 'sqlite3-parser'
import { asciiLower, sameName } from '../../source/schema/name.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { reject } from '../untranslatable.ts'
import type { Subselects } from './core.ts'
import { isRecursive, recursion } from './recursion.ts'
import type { Relation, Surroundings } from './relation.ts'

/** The tables of a WITH: what is known where they are, and their SQL once all that reads them is translated. */
export interface CommonTables {
  known: Surroundings
  prefix: () => string
}

/**
 * SQLite lets each table of a WITH read the others, in whatever order they stand and whether or not it says RECURSIVE; a table
 * of the file that has the name of one is hidden from all of them. So each is translated when it is first read, which is
 * also the order in which PostgreSQL needs them. What nothing reads SQLite does not look at.
 */
export function commonTables(clause: With | undefined, around: Surroundings, subselects: Subselects): CommonTables {
  if (!clause) return { known: around, prefix: () => '' }
  const made = new Map<string, Relation>()
  const open = new Set<string>()
  const tables: string[] = []
  let recurses = false

  const known: Surroundings = {
    ...around,
    relations(wanted, isQualified = false) {
      const table = isQualified ? undefined : clause.ctes.find(({ tblName }) => sameName(tblName.text, wanted))
      return table ? (made.get(asciiLower(wanted)) ?? make(table)) : around.relations(wanted, isQualified)
    },
  }

  function make(table: CommonTableExpr): Relation {
    const key = asciiLower(table.tblName.text)
    // SQLite calls it a circular reference.
    if (open.has(key)) return reject(`${table.tblName.text} of WITH reads itself`)
    open.add(key)
    const name = quoteIdentifier(table.tblName.text)
    const recursive = isRecursive(table)
    const { sql, columns } = recursive
      ? recursion(table, known, subselects)
      : subselects.inFrom(table.select, known, table.columns)
    recurses ||= recursive
    tables.push(`${name} AS (${sql})`)
    open.delete(key)
    const relation = { sql: name, columns }
    made.set(key, relation)
    return relation
  }

  const prefix = () => (tables.length > 0 ? `WITH ${recurses ? 'RECURSIVE ' : ''}${tables.join(', ')}\n` : '')
  return { known, prefix }
}
