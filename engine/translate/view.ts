import { parseStmt } from 'sqlite3-parser'
import { attempt } from './translate.ts'
import { reject } from './untranslatable.ts'
import type { RelationColumn, Relations } from './view/relation.ts'
import { sameName } from '../source/schema/name.ts'
import { selectSql } from './view/select.ts'

export type { Key, Relation, RelationColumn, Relations } from './view/relation.ts'

/** The SELECT of CREATE VIEW with the columns it gives, in the form that later views ask for; or why there is none. */
export type ViewTranslation = TranslatedView | { reason: string }

export interface TranslatedView {
  sql: string
  columns: RelationColumn[]
  /** What it computes that SQLite itself leaves open, so that PostgreSQL may give another result: clauses. */
  undetermined: string[]
}

/**
 * A view of SQLite as a SELECT for PostgreSQL that gives the same rows, ORDER BY aside where values only look alike.
 * `sql` is the CREATE VIEW of `sqlite_schema`; `relations` finds what has been migrated, earlier views included, and
 * `identifier` makes PostgreSQL's name of a column's name.
 */
export function translateView(
  sql: string,
  relations: Relations,
  identifier: (name: string) => string,
): ViewTranslation {
  return attempt(() => {
    const parsed = parseStmt(sql)
    if (parsed.status !== 'ok' || parsed.root.type !== 'CreateViewStmt') return reject('its SQL could not be parsed')
    const undetermined = new Set<string>()
    const around = { relations, identifier, text: sql, depth: 0, undetermined }
    const view = selectSql(parsed.root.select, around, parsed.root.columns)
    // Only a column list can still give a name twice; SQLite then numbers them in another way.
    const twice = view.columns.find(({ name }, i) => view.columns.findIndex((other) => sameName(other.name, name)) < i)
    return twice ? reject(`two result columns are named ${twice.name}`) : { ...view, undetermined: [...undetermined] }
  })
}
