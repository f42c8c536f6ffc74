import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Index, Table } from '../../source/schema/schema.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { constraintName } from './constraint-name.ts'
import { collatedKey, isCollated } from './collated-key.ts'
import type { Scope } from '../../translate/scope.ts'
import { translate } from '../../translate/translate.ts'
import { identifierFor, type Names } from '../place/names.ts'
import { noteIndexCollations } from './note-collations.ts'
import type { ColumnPlan, IndexPart, IndexPlan, TablePlan } from '../plan.ts'
import { planTextIndex } from './plan-text-index.ts'
import { scopeOf } from './scope.ts'

/** What of a table's plan its indexes depend on: the primary key may have become one of them. */
export type KeyedTable = Pick<TablePlan, 'name' | 'columns' | 'primaryKey'>

/** Unique constraints and indexes of a new table, whose primary key is planned. */
export function planIndexes(
  table: Table,
  plan: KeyedTable,
  profile: TableProfile,
  names: Names,
  options: Options,
): { indexes: IndexPlan[]; notes: Note[] } {
  const { columns } = plan
  const scope = scopeOf(table, columns, profile)
  const indexes: IndexPlan[] = []
  const notes: Note[] = []
  for (const index of table.indexes) {
    // A key of which a column was left out is none.
    if (index.origin === 'primary-key' && table.primaryKey.length === 0) continue
    const translated = translateIndex(index, scope, columns)
    if ('reason' in translated) {
      const message = `The index ${index.name} was left out: ${translated.reason}.`
      const sql = index.sql ?? undefined
      notes.push({ code: 'index-left-out', table: table.name, object: index.name, message, sql })
      continue
    }
    notes.push(...noteIndexCollations(table, index, columns, translated.parts))
    if (index.origin !== 'index') {
      const planned = planConstraint(index, table, plan, translated, names, options)
      indexes.push(...planned.indexes)
      notes.push(...planned.notes)
      continue
    }
    const wanted = identifierFor(index.name, options.identifiers)
    const name = names.claim(wanted, `${table.name}.${index.name}`)
    if (name !== wanted) {
      const message = `The index becomes ${name}: its name is too long or taken.`
      notes.push({ code: 'name-changed', table: table.name, object: index.name, message })
    }
    indexes.push({ name, unique: index.unique, constraint: false, ...translated, source: index.name })
    indexes.push(...planConflictTarget(index, table, plan, indexes, names))
  }
  const words = planTextIndex(table, plan.name, columns, names)
  if (words) indexes.push(words)
  return { indexes, notes }
}

/**
 * What `ON CONFLICT (email)` finds where SQLite found a unique index under the collations of its columns (lang_upsert.html):
 * a constraint on the columns themselves. What is unique without letter case is unique with it.
 */
function planConflictTarget(
  index: Index,
  table: Table,
  { name, columns }: KeyedTable,
  planned: IndexPlan[],
  names: Names,
): IndexPlan[] {
  if (!index.unique || index.partial) return []
  const members = index.parts.map(({ column }) => columns.find(({ source }) => source === column))
  const isOwn = index.parts.every(
    ({ collation }, part) => members[part] && table.columns[members[part].position]!.collation === collation,
  )
  const isFolded = index.parts.some(({ collation }, part) => members[part] && isCollated(members[part].type, collation))
  if (!isOwn || !isFolded) return []
  const bare = [...new Set(members)].map((column) => column!)
  const wanted = bare.map((column) => quoteIdentifier(column.name))
  const isThere = planned.some(
    ({ constraint, parts }) => constraint && parts.map(({ sql }) => sql).join() === wanted.join(),
  )
  if (isThere) return []
  const claimed = names.claim(
    `${name}_${bare.map((column) => column.name).join('_')}_key`,
    `${table.name}:${bare.map((column) => column.name).join()}`,
  )
  const parts = wanted.map((sql) => ({ sql, descending: false }))
  return [{ name: claimed, unique: true, constraint: true, parts, where: null, source: index.name }]
}

/**
 * What PRIMARY KEY and UNIQUE become beside the primary key itself. A constraint takes plain columns only, so under
 * another collation a unique index stands beside it; foreign keys and ON CONFLICT (…) still find the constraint.
 */
function planConstraint(
  index: Index,
  table: Table,
  plan: KeyedTable,
  { parts }: { parts: IndexPart[] },
  names: Names,
  options: Options,
): { indexes: IndexPlan[]; notes: Note[] } {
  const { columns } = plan
  const members = index.parts.map((part) => columns.find((column) => column.source === part.column)!)
  const wanted = `${plan.name}_${members.map(({ name }) => name).join('_')}`
  const seed = `${table.name}.${index.name}`
  const isKey = index.origin === 'primary-key'
  const words = isKey ? 'PRIMARY KEY' : 'UNIQUE'
  const common = { unique: true, where: null, source: `${words} (${members.map(({ source }) => source).join(', ')})` }
  const indexes: IndexPlan[] = []
  const notes: Note[] = []
  const collated = index.parts.find((part, position) => isCollated(members[position]!.type, part.collation))
  if (!(isKey && plan.primaryKey)) {
    const isPlain = index.parts.every((part) => !part.descending)
    // A constraint sorts forwards; and where NULLs forbid a primary key, another UNIQUE may have the name.
    const own = isKey ? table.primaryKeyName : index.constraint
    const named = constraintName({ table: table.name, name: own }, names, options, () =>
      names.claim(isKey ? `${plan.name}_key` : `${wanted}_key`, isKey ? `${plan.name}:primary` : seed),
    )
    notes.push(...named.notes)
    // SQLite takes a column twice, which says nothing new; PostgreSQL's constraints do not.
    const bare = members.flatMap((column, position) =>
      members.indexOf(column) < position
        ? []
        : [{ sql: quoteIdentifier(column.name), descending: index.parts[position]!.descending }],
    )
    indexes.push({ name: named.name, constraint: !isKey && isPlain, parts: bare, ...common })
  }
  if (collated) {
    const collation = collated.collation.toLowerCase()
    indexes.push({
      name: names.claim(`${wanted}_${collation}_key`, `${seed}:${collation}`),
      constraint: false,
      parts,
      ...common,
    })
  }
  return { indexes, notes }
}

function translateIndex(
  index: Index,
  scope: Scope,
  columns: ColumnPlan[],
): { parts: IndexPart[]; where: string | null } | { reason: string } {
  const parts: IndexPart[] = []
  for (const part of index.parts) {
    const { descending } = part
    const column = columns.find(({ source }) => source === part.column)
    if (column) {
      parts.push({ sql: collatedKey(quoteIdentifier(column.name), column.type, part.collation), descending })
      continue
    }
    if (part.column !== null) return { reason: `its column ${part.column} was left out` }
    if (!part.expr) return { reason: 'one of its parts could not be read' }
    const translated = translate(part.expr, scope, index.unique ? 'unique' : 'index')
    if ('reason' in translated) return translated
    const { sql, type } = translated
    parts.push({ sql: collatedKey(`(${sql})`, type, part.collation), descending })
  }
  if (!index.partial) return { parts, where: null }
  if (!index.where) return { reason: 'its predicate could not be read' }
  const where = translate(index.where, scope, 'predicate')
  return 'reason' in where ? where : { parts, where: where.sql }
}
