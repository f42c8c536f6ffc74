import type { Note } from '../../notes.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Table } from '../../source/schema/schema.ts'
import { constraintName } from './constraint-name.ts'
import { constraintsTaken } from './constraints-taken.ts'
import { conditionsOf, conditionsOfTypes } from './conditions-of.ts'
import { noteCollations } from './note-collations.ts'
import { planChecks } from './plan-checks.ts'
import { planColumns } from '../choose/plan-columns.ts'
import { planGenerated } from './plan-generated.ts'
import { planIndexes } from './plan-indexes.ts'
import type { ProfiledTable } from '../choose/profiled-table.ts'
import { INTEGER_LIMIT, isIntegerType } from '../../types/limits.ts'
import type { KeyTypes } from '../choose/key-types.ts'
import { identifierFor, Names } from '../place/names.ts'
import type { Options } from '../../options.ts'
import type { Placement } from '../place/placement.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'

/** One table's plan. Keys, indexes and checks belong to new tables only: an existing one has its own. */
export function planTable(
  row: ProfiledTable,
  types: KeyTypes,
  names: Names,
  options: Options,
): { plan: TablePlan; notes: Note[] } {
  const { placement, profile } = row
  const { table, name, action, into } = placement
  const chosen = planColumns(row, types, options)
  const notes = [...noteNames(placement, options), ...chosen.notes]
  const plan: TablePlan = {
    source: table.name,
    name,
    action,
    rows: profile.rows,
    scan: table.scan,
    columns: chosen.columns,
    constants: [],
    identity: null,
    givenOut: into ? givenOut(table, chosen.columns) : null,
    primaryKey: null,
    indexes: [],
    checks: [],
    key: placement.key,
    isOwn: into?.made ?? false,
    keepsRowid: false,
    conditions: into ? conditionsOf(into, chosen.columns) : [],
  }
  if (into) return { plan, notes }
  const generated = planGenerated(table, chosen.columns, profile)
  const clauses = noteConflictClauses(table)
  const identity = planIdentity(placement, profile, chosen.columns, names)
  const key = planKey(table, profile, chosen.columns)
  const columns = chosen.columns.map((column) => ({
    ...column,
    generated: generated.sql.get(column) ?? null,
    // The identity gives its own.
    default: column.name === identity.of?.column ? null : column.default,
    notNull: column.notNull || (key.columns?.includes(column.name) ?? false),
  }))
  const named =
    key.columns &&
    constraintName({ table: table.name, name: table.primaryKeyName }, names, options, () => names.claim(`${name}_pkey`))
  const primaryKey = named && { name: named.name, columns: key.columns! }
  const { indexes, notes: ofIndexes } = planIndexes(table, { name, columns, primaryKey }, profile, names, options)
  const taken = new Names(constraintsTaken({ name, columns, primaryKey, indexes }))
  const { checks, notes: ofChecks } = planChecks(table, name, columns, profile, taken, options)
  return {
    plan: {
      ...plan,
      columns,
      identity: identity.of,
      primaryKey,
      indexes,
      checks,
      conditions: conditionsOfTypes(placement, columns),
    },
    notes: [
      ...notes,
      ...generated.notes,
      ...clauses,
      ...identity.notes,
      ...key.notes,
      ...(named?.notes ?? []),
      ...noteCollations(table, columns),
      ...ofIndexes,
      ...ofChecks,
    ],
  }
}

function noteNames({ table, name, action, columns, choices }: Placement, options: Options): Note[] {
  const notes: Note[] = []
  if (action === 'create' && choices.name === null && name !== identifierFor(table.name, options.identifiers)) {
    notes.push({
      code: 'name-changed',
      table: table.name,
      message: `The table becomes ${name}: its name is too long or taken.`,
    })
  }
  for (const { column, name: given, into, choices } of columns) {
    if (into || choices.name !== null || given === identifierFor(column.name, options.identifiers)) continue
    const message = `The column becomes ${given}: its name is too long or taken.`
    notes.push({ code: 'name-changed', table: table.name, column: column.name, message })
  }
  return notes
}

function noteConflictClauses({ name, conflictClauses }: Table): Note[] {
  if (conflictClauses.length === 0) return []
  const message = `ON CONFLICT ${conflictClauses.join(', ').toUpperCase()} of its constraints has no counterpart; a conflict is an error in PostgreSQL.`
  return [{ code: 'conflict-clause-left-out', table: name, message }]
}

/** An INTEGER PRIMARY KEY takes the next id by itself in SQLite, with or without AUTOINCREMENT (autoinc.html). */
function planIdentity(
  { table, name }: Placement,
  profile: TableProfile,
  columns: ColumnPlan[],
  names: Names,
): { of: TablePlan['identity']; notes: Note[] } {
  const column = columns.find(({ source }) => source === table.rowidAlias)
  // A user may have cast the key to something else.
  if (!column || !isIntegerType(column.type)) return { of: null, notes: [] }
  const lastOfAll = INTEGER_LIMIT[column.type] - 1n
  const largest = profile.columns[column.position]!.maxInteger ?? 0n
  const reached = [largest, table.sequence ?? 0n, 0n].reduce((a, b) => (a > b ? a : b))
  const last = reached < lastOfAll ? reached : lastOfAll
  const of = { column: column.name, sequence: names.claim(`${name}_${column.name}_seq`), last }
  if (last < lastOfAll) return { of, notes: [] }
  const message = `The largest id is ${reached}; the identity has no next one.`
  return { of, notes: [{ code: 'sequence-exhausted', table: table.name, column: column.source, message }] }
}

function givenOut(table: Table, columns: ColumnPlan[]): TablePlan['givenOut'] {
  const column = columns.find(({ source }) => source === table.rowidAlias)
  return column && table.sequence !== null ? { column: column.name, last: table.sequence } : null
}

function planKey(
  table: Table,
  profile: TableProfile,
  columns: ColumnPlan[],
): { columns: string[] | null; notes: Note[] } {
  if (table.primaryKey.length === 0) return { columns: null, notes: [] }
  const members = table.primaryKey.map((name) => columns.find((column) => column.source === name)!)
  const withNulls = members.filter((column) => profile.columns[column.position]!.nulls > 0)
  if (withNulls.length === 0) return { columns: members.map((column) => column.name), notes: [] }
  const names = withNulls.map((column) => column.source).join(', ')
  const message = `The primary key holds NULLs in ${names}, as SQLite allows; it becomes a unique index.`
  return { columns: null, notes: [{ code: 'key-holds-null', table: table.name, message }] }
}
