import type { Note } from '../../notes.ts'
import type { FilledOptions, Options } from '../../options.ts'
import { asciiLower, sameName } from '../../source/schema/name.ts'
import type { Schema } from '../../source/schema/schema.ts'
import { translateTrigger, type TranslatedTrigger, type WritableTable } from '../../translate/trigger.ts'
import { identifierFor, Names } from '../place/names.ts'
import { isNew, type TriggerPlan } from '../plan.ts'
import { columnName } from './plan-views.ts'
import type { PlannedTable } from './planned-table.ts'
import { tableRelation } from './table-relation.ts'
import { unlikeAmong, wakesItself } from './trigger-order.ts'
import { triggerStub } from './trigger-stub.ts'

type Trigger = Schema['triggers'][number]

interface Translated extends TranslatedTrigger {
  trigger: Trigger
}

/** Triggers of tables that are made, where the options ask for them; one without a faithful translation is a note with a stub. */
export function planTriggers(
  { triggers }: Schema,
  planned: PlannedTable[],
  options: FilledOptions,
): { triggers: TriggerPlan[]; notes: Note[] } {
  const notes: Note[] = []
  const leave = (trigger: Trigger, reason: string, stub?: string) => {
    const message = `The trigger ${trigger.name} on ${trigger.table} was not carried over: ${reason}.`
    const { name: object, table, sql } = trigger
    notes.push({ code: 'trigger-left-out', object, table, message, sql, ...(stub === undefined ? {} : { stub }) })
  }
  const isShared = options.constants.some(({ isKey }) => isKey)
  if (!options.triggers || isShared) {
    const why = isShared
      ? 'it would change the rows of other sources, which a key of addColumns keeps apart'
      : 'triggers are migrated where the option triggers asks for it'
    for (const trigger of triggers) leave(trigger, why)
    return { triggers: [], notes }
  }
  const tables = new Map(planned.map((table) => [asciiLower(table.plan.source), writableTable(table, options.schema)]))
  const find = (name: string) => tables.get(asciiLower(name)) ?? null
  const names = new Names()
  const given = new Map(
    triggers.map((trigger) => [trigger, names.claim(identifierFor(trigger.name, options.identifiers), trigger.name)]),
  )
  const nameOf = (trigger: Trigger) => given.get(trigger)!
  const stubOf = (trigger: Trigger) => triggerStub(trigger, nameOf(trigger), find(trigger.table), options.schema)
  const all = triggers.flatMap((trigger): Translated[] => {
    const found = translated(trigger, find, options)
    if (!('reason' in found)) return [{ ...found, trigger }]
    leave(trigger, found.reason, stubOf(trigger))
    return []
  })
  const isFullText = (table: string) => find(table)?.fullText === true
  const plans = all.flatMap((one): TriggerPlan[] => {
    const { trigger, timing, event, columns, when, statements, probes } = one
    const unlike = unlikeAmong(one, all, isFullText)
    if (unlike !== null) {
      leave(trigger, unlike, stubOf(trigger))
      return []
    }
    const name = nameOf(trigger)
    const { name: table } = planned.find(({ plan }) => sameName(plan.source, trigger.table))!.plan
    const mayRecur = wakesItself(one, all)
    const { name: source, sql } = trigger
    return [{ source, name, table, timing, event, columns, when, statements, probes, mayRecur, sql }]
  })
  return { triggers: plans, notes }
}

function translated(
  { table: name, sql }: Trigger,
  find: (name: string) => WritableTable | null,
  options: Options,
): TranslatedTrigger | { reason: string } {
  const table = find(name)
  if (!table) return { reason: `${name} is no table that was migrated` }
  if (!table.made) return { reason: 'its table was in the target already, and keeps the triggers that it has there' }
  return translateTrigger(sql, table, find, (column) => columnName(column, options))
}

/** What statements of triggers have to know of a table to write it. */
function writableTable(planned: PlannedTable, schema: string): WritableTable {
  const { placement, plan } = planned
  const { table } = placement
  const relation = tableRelation(planned, schema)
  const columns = relation.columns.map((column, position) => {
    const source = table.columns[position]!
    const numbered = source.name === table.rowidAlias
    const held = plan.columns.find((one) => one.position === position)
    return {
      ...column,
      // Of the values of the file that holds, not of those that come later.
      largest: undefined,
      generated: source.generated !== null,
      lacksDefault: numbered
        ? plan.identity?.column !== held?.name
        : source.default !== null && source.default.sql !== 'NULL' && (held?.default ?? null) === null,
      numbered,
    }
  })
  const fullText = table.module !== null && /^fts[345]$/.test(table.module)
  return { ...relation, name: table.name, columns, made: isNew(plan), checked: table.checks.length > 0, fullText }
}
