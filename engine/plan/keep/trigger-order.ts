import { sameName } from '../../source/schema/name.ts'
import type { Change, TranslatedTrigger } from '../../translate/trigger.ts'

export interface TriggerOf extends TranslatedTrigger {
  /** Name and table in the file. */
  trigger: { name: string; table: string }
}

/** Why a trigger does not do in PostgreSQL what it does in SQLite among these others: a clause; null where it does. */
export function unlikeAmong(one: TriggerOf, all: TriggerOf[], isFullText: (table: string) => boolean): string | null {
  const { table } = one.trigger
  const isInserting = one.timing === 'BEFORE' && one.event === 'INSERT'
  // PostgreSQL refuses a row that its own BEFORE trigger changed; what is AFTER sees more rows changed than in SQLite.
  if (!isInserting && comesBack(one, all)) return `what it changes changes ${table} in turn, the table that it watches`
  const { reads, changes } = usesOf(one, all)
  if (!isInserting && reads.some((read) => sameName(read, table)))
    return `a trigger that it wakes reads ${table}, the table that it watches`
  if (one.skips && wakesItself(one, all)) return 'it may wake itself, and leaves rows out'
  // Rows are inserted in the order in which they are given; no order is promised in which they are changed.
  if (one.event !== 'INSERT' && reads.some(isAmong(changes)))
    return 'it reads what it changes, in no certain order of the rows'
  const rival = all.find(
    (other) => other !== one && isBeside(one, other) && differsByOrder(one, other, all, isFullText),
  )
  if (rival) return `it uses what ${rival.trigger.name} changes, and SQLite does not say which of them comes first`
  const after = all.find((other) => disturbs(one, other, all, isFullText))
  return after
    ? `it runs before each row, and ${after.trigger.name} after all of them, where SQLite runs both row by row`
    : null
}

/** Of one event of one table, at the same time. */
function isBeside(one: TriggerOf, other: TriggerOf): boolean {
  return one.timing === other.timing && isOfOneEvent(one, other)
}

/** One reads what the other changes, or takes away rows that the other brings or changes. */
function differsByOrder(
  one: TriggerOf,
  other: TriggerOf,
  all: TriggerOf[],
  isFullText: (table: string) => boolean,
): boolean {
  const [own, others] = [one, other].map((each) => follow(each, all).map(({ change }) => change))
  if (usesOf(one, all).reads.some(isAmong(others!.map(({ table }) => table)))) return true
  return own!.some((change) =>
    others!.some(({ table, event }) => table === change.table && event !== change.event && !isFullText(table)),
  )
}

function isOfOneEvent(one: TriggerOf, other: TriggerOf): boolean {
  return one.event === other.event && sameName(one.trigger.table, other.trigger.table)
}

/** Whether what a trigger changes may wake it: SQLite runs no trigger that is running (pragma.html, recursive_triggers). */
export function wakesItself(one: TriggerOf, all: TriggerOf[]): boolean {
  return follow(one, all).some(({ change }) => wakes(change, one))
}

/** By way of another table; what it does to its own is its own row. */
function comesBack(one: TriggerOf, all: TriggerOf[]): boolean {
  return follow(one, all).some(({ change, isAway }) => isAway && sameName(change.table, one.trigger.table))
}

/**
 * PostgreSQL runs what is AFTER a row when the statement has changed all rows, and so after everything BEFORE them. Where the
 * one uses what the other changes, a statement of several rows would tell. A full-text table has one row for each, which do not meet.
 */
function disturbs(
  before: TriggerOf,
  after: TriggerOf,
  all: TriggerOf[],
  isFullText: (table: string) => boolean,
): boolean {
  if (before.timing !== 'BEFORE' || after.timing !== 'AFTER' || !isOfOneEvent(before, after)) return false
  const [first, second] = [usesOf(before, all), usesOf(after, all)]
  const shared = [
    ...second.changes.filter(isAmong([...first.changes, ...first.reads])),
    ...first.changes.filter(isAmong(second.reads)),
  ]
  return shared.some((table) => !isFullText(table))
}

/** Tables that it reads and changes, by itself and by the triggers that it wakes. */
function usesOf(one: TriggerOf, all: TriggerOf[]): { reads: string[]; changes: string[] } {
  const steps = follow(one, all)
  return {
    reads: [one, ...steps.flatMap(({ woken }) => woken)].flatMap(({ reads }) => reads),
    changes: steps.map(({ change }) => change.table),
  }
}

function isAmong(tables: string[]): (table: string) => boolean {
  return (table) => tables.includes(table)
}

interface Step {
  change: Change
  /** Another table was changed on the way. */
  isAway: boolean
  woken: TriggerOf[]
}

/** Everything that a trigger changes, by itself and by the triggers that it wakes. */
function follow(start: TriggerOf, all: TriggerOf[]): Step[] {
  const steps: Step[] = []
  const seen = new Set<string>()
  const waiting = [{ one: start, wasAway: false }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const change of next.one.changes) {
      const isAway = next.wasAway || !sameName(change.table, start.trigger.table)
      const woken = all.filter((other) => wakes(change, other))
      steps.push({ change, isAway: next.wasAway, woken })
      for (const one of woken) {
        const key = `${one.trigger.name}\0${isAway}`
        if (seen.has(key)) continue
        seen.add(key)
        waiting.push({ one, wasAway: isAway })
      }
    }
  }
  return steps
}

function wakes(change: Change, { trigger, event }: TriggerOf): boolean {
  return change.event === event && sameName(change.table, trigger.table)
}
