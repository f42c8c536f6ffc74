import type { Note } from '../../notes.ts'
import type { FilledOptions, Options } from '../../options.ts'
import { qualifiedName, quoteIdentifier } from '../../target/quote.ts'
import { translateView, type Relation, type RelationColumn } from '../../translate/view.ts'
import { asciiLower } from '../../source/schema/name.ts'
import { identifierFor, Names } from '../place/names.ts'
import type { PlacedView } from '../place/placement.ts'
import type { ViewPlan } from '../plan.ts'
import type { PlannedTable } from './planned-table.ts'
import { tableRelation } from './table-relation.ts'

/** Views nested deeper, or longer together, are no application's: a file could make them grow without bound. */
const DEEPEST = 100
const LONGEST = 16 * 1024 * 1024

/** Views in the order of their making; one without a faithful translation, and all that read it, are left out with a note. */
export function planViews(
  views: PlacedView[],
  tables: PlannedTable[],
  options: FilledOptions,
): { views: ViewPlan[]; notes: Note[] } {
  const relations = new Map(
    tables.map((table) => [asciiLower(table.plan.source), tableRelation(table, options.schema)]),
  )
  const waiting = new Map(views.map((placed) => [asciiLower(placed.view.name), placed]))
  const plans: ViewPlan[] = []
  const notes: Note[] = []
  let depth = 0
  let length = 0

  /** A view that is being planned is no longer waiting and not yet a relation, so a circle ends here. */
  function relationOf(name: string): Relation | null {
    const key = asciiLower(name)
    const placed = waiting.get(key)
    if (!placed || depth === DEEPEST) return relations.get(key) ?? null
    waiting.delete(key)
    depth++
    const planned = plan(placed)
    depth--
    if ('reason' in planned) {
      const { view } = placed
      const message = `The view ${view.name} was left out: ${planned.reason}.`
      notes.push({ code: 'view-left-out', object: view.name, message, sql: view.sql })
      return null
    }
    relations.set(key, planned)
    return planned
  }

  function plan({ view, name, action }: PlacedView): Relation | { reason: string } {
    if (options.constants.some(({ isKey }) => isKey))
      return {
        reason: 'it would join the rows of one source with those of others, which a key of addColumns keeps apart',
      }
    if (options.dataOnly) return { reason: 'with data only, none is made and those of the target stay' }
    if (name === null)
      return { reason: `the target has a ${identifierFor(view.name, options.identifiers)} already, which stays` }
    const translated = translateView(view.sql, relationOf, (column) => columnName(column, options))
    if ('reason' in translated) return translated
    length += translated.sql.length
    if (length > LONGEST) return { reason: 'the views of the file are too long together' }
    notes.push(...noteNames(view.name, name, translated.columns, options))
    for (const open of translated.undetermined) {
      const message = `The view's result is not determined in SQLite itself, and may be another in PostgreSQL: ${open}.`
      notes.push({ code: 'view-undetermined', object: view.name, message })
    }
    plans.push({ source: view.name, name, action, select: translated.sql, sql: view.sql })
    return { sql: qualifiedName(options.schema, name), columns: translated.columns }
  }

  for (const { view } of views) relationOf(view.name)
  return { views: plans, notes }
}

export function columnName(name: string, { identifiers }: Options): string {
  return new Names().claim(identifierFor(name, identifiers), name)
}

function noteNames(object: string, given: string, columns: RelationColumn[], options: Options): Note[] {
  const notes: Note[] = []
  if (given !== identifierFor(object, options.identifiers)) {
    const message = `The view becomes ${given}: its name is too long or taken.`
    notes.push({ code: 'name-changed', object, message })
  }
  for (const { name } of columns) {
    const wanted = identifierFor(name, options.identifiers)
    const became = columnName(name, options)
    // In snake case the name may be empty as well: of punctuation nothing is left.
    if (became === wanted) continue
    const message = `The column becomes ${quoteIdentifier(became)}: its name is too long for PostgreSQL, or empty.`
    notes.push({ code: 'name-changed', object, column: name, message })
  }
  return notes
}
