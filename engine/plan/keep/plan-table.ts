import type { Note } from '../../notes.ts'
import type { TableProfile } from '../../source/profile/profile.ts'
import type { Table } from '../../source/schema/schema.ts'
import { conditionsOf } from './conditions-of.ts'
import { noteCollations } from './note-collations.ts'
import { planChecks } from './plan-checks.ts'
import { planColumns } from '../choose/plan-columns.ts'
import { planGenerated } from './plan-generated.ts'
import { planIndexes } from './plan-indexes.ts'
import type { KeyTypes } from '../choose/key-types.ts'
import { identifierFor, type Names } from '../place/names.ts'
import type { Options } from '../../options.ts'
import type { Placement } from '../place/placement.ts'
import type { ColumnPlan, TablePlan } from '../plan.ts'

/** One table's plan. Keys, indexes and checks belong to new tables only: an existing one has its own. */
export function planTable(
  placement: Placement,
  profile: TableProfile,
  types: KeyTypes,
  names: Names,
  options: Options,
  notes: Note[],
): TablePlan {
  const { table, name, action } = placement
  noteNames(placement, options, notes)
  const columns = planColumns(placement, profile, types, notes)
  const plan: TablePlan = {
    source: table.name,
    name,
    action,
    rows: profile.rows,
    scan: table.scan,
    columns,
    identity: null,
    primaryKey: null,
    indexes: [],
    checks: [],
    conditions: placement.into ? conditionsOf(placement.into, columns) : [],
  }
  if (placement.into) return plan
  planGenerated(table, columns, profile, notes)
  if (table.conflictClauses.length > 0) {
    const message = `ON CONFLICT ${table.conflictClauses.join(', ').toUpperCase()} of its constraints has no counterpart; a conflict is an error in PostgreSQL.`
    notes.push({ code: 'conflict-clause-left-out', table: table.name, message })
  }
  plan.identity = identityOf(placement, profile, columns, names, notes)
  const key = keyOf(table, profile, columns, notes)
  if (key) {
    for (const column of columns) if (key.includes(column.name)) column.notNull = true
    plan.primaryKey = { name: names.claim(`${name}_pkey`), columns: key }
  }
  noteCollations(table, columns, notes)
  plan.indexes = planIndexes(table, plan, profile, names, options, notes)
  plan.checks = planChecks(table, name, columns, profile, notes)
  return plan
}

function noteNames({ table, name, action, columns, choices }: Placement, options: Options, notes: Note[]): void {
  if (action === 'create' && choices.name === null && name !== identifierFor(table.name, options.identifiers)) {
    notes.push({
      code: 'name-changed',
      table: table.name,
      message: `The table became ${name}: its name is too long or taken.`,
    })
  }
  for (const { column, name: given, into, choices } of columns) {
    if (into || choices.name !== null || given === identifierFor(column.name, options.identifiers)) continue
    const message = `The column became ${given}: its name is too long or taken.`
    notes.push({ code: 'name-changed', table: table.name, column: column.name, message })
  }
}

/** The last id of what an identity can be; a user may have cast the key to something else. */
const LAST_ID: Record<string, bigint> = { smallint: 2n ** 15n - 1n, integer: 2n ** 31n - 1n, bigint: 2n ** 63n - 1n }

/** An INTEGER PRIMARY KEY takes the next id by itself in SQLite, with or without AUTOINCREMENT (autoinc.html). */
function identityOf(
  { table, name }: Placement,
  profile: TableProfile,
  columns: ColumnPlan[],
  names: Names,
  notes: Note[],
): TablePlan['identity'] {
  const column = columns.find(({ source }) => source === table.rowidAlias)
  const lastOfAll = column && LAST_ID[column.type]
  if (!lastOfAll) return null
  const largest = profile.columns[column.position]!.maxInteger ?? 0n
  const reached = [largest, table.sequence ?? 0n, 0n].reduce((a, b) => (a > b ? a : b))
  const last = reached < lastOfAll ? reached : lastOfAll
  if (last === lastOfAll) {
    const message = `The largest id is ${reached}; the identity has no next one.`
    notes.push({ code: 'sequence-exhausted', table: table.name, column: column.source, message })
  }
  column.default = null
  return { column: column.name, sequence: names.claim(`${name}_${column.name}_seq`), last }
}

function keyOf(table: Table, profile: TableProfile, columns: ColumnPlan[], notes: Note[]): string[] | null {
  if (table.primaryKey.length === 0) return null
  const members = table.primaryKey.map((name) => columns.find((column) => column.source === name)!)
  const withNulls = members.filter((column) => profile.columns[column.position]!.nulls > 0)
  if (withNulls.length === 0) return members.map((column) => column.name)
  const names = withNulls.map((column) => column.source).join(', ')
  const message = `The primary key holds NULLs in ${names}, as SQLite allows; it became a unique index.`
  notes.push({ code: 'key-holds-null', table: table.name, message })
  return null
}
