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
  if (one.skips && wakesItself(one, all)) return 'it may wake itself, and leaves rows out'
  const after = all.find((other) => disturbs(one, other, all, isFullText))
  return after
    ? `it runs before each row, and ${after.trigger.name} after all of them, where SQLite runs both row by row`
    : null
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
  if (before.timing !== 'BEFORE' || after.timing !== 'AFTER') return false
  if (!sameName(before.trigger.table, after.trigger.table) || before.event !== after.event) return false
  const [first, second] = [before, after].map((one) => {
    const steps = follow(one, all)
    return {
      changes: steps.map(({ change }) => change.table),
      reads: [one, ...steps.flatMap(({ woken }) => woken)].flatMap(({ reads }) => reads),
    }
  })
  const shared = [
    ...second!.changes.filter((table) => first!.changes.includes(table) || first!.reads.includes(table)),
    ...first!.changes.filter((table) => second!.reads.includes(table)),
  ]
  return shared.some((table) => !isFullText(table))
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
