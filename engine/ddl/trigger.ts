import { createHash } from 'node:crypto'
import type { TriggerPlan } from '../plan/plan.ts'
import { dollarQuoted, qualifiedName, quoteIdentifier, quoteLiteral } from '../target/quote.ts'
import { searchPathOf } from '../target/search-path.ts'

/** Tells the functions that litelift made from those of others. */
export const TRIGGER_MARK = '-- Made by litelift of a trigger of the SQLite file.'

/** A setting of the session that is on while litelift publishes: what it brings was changed by the triggers of the file already. */
export const PUBLISHING = 'litelift.publishing'

/** It runs with the rights of whoever changes the table, and finds what it names wherever they are. */
export function createTriggerFunction(trigger: TriggerPlan, schema: string, { replace = false } = {}): string {
  const { name, timing, event, mayRecur, statements } = trigger
  const running = (value: string) =>
    `PERFORM set_config(${quoteLiteral(runningSetting(trigger, schema))}, '${value}', true);`
  const lines = [
    ...(mayRecur ? [running('on')] : []),
    ...statements,
    ...(mayRecur ? [running('')] : []),
    `RETURN ${timing === 'AFTER' ? 'NULL' : event === 'DELETE' ? 'OLD' : 'NEW'};`,
  ]
  const body = `\n${TRIGGER_MARK}\nBEGIN\n  ${lines.join('\n  ')}\nEND\n`
  const create = replace ? 'CREATE OR REPLACE' : 'CREATE'
  return (
    `${create} FUNCTION ${qualifiedName(schema, name)}() RETURNS trigger` +
    ` LANGUAGE plpgsql SET search_path = ${searchPathOf(schema)} AS ${dollarQuoted(body)}`
  )
}

/** Its condition looks at settings first, so that a publish queues nothing. */
export function createTrigger(trigger: TriggerPlan, schema: string): string {
  const { name, table, timing, event, columns, when, mayRecur } = trigger
  const isOff = (setting: string) => `current_setting(${quoteLiteral(setting)}, true) IS DISTINCT FROM 'on'`
  const conditions = [
    isOff(PUBLISHING),
    ...(mayRecur ? [isOff(runningSetting(trigger, schema))] : []),
    ...(when === null ? [] : [`(${when})`]),
  ]
  const of = columns === null ? '' : ` OF ${columns.join(', ')}`
  return (
    `CREATE TRIGGER ${quoteIdentifier(name)} ${timing} ${event}${of} ON ${qualifiedName(schema, table)}` +
    ` FOR EACH ROW WHEN (${conditions.join(' AND ')}) EXECUTE FUNCTION ${qualifiedName(schema, name)}()`
  )
}

/** Lets PostgreSQL plan the statements of a trigger; it runs none of them. */
export function probeTrigger({ table, probes }: TriggerPlan, schema: string): string {
  const row = `${qualifiedName(schema, table)}%ROWTYPE`
  const plans = probes.map((probe) => `FOR line IN EXPLAIN ${probe} LOOP NULL; END LOOP;`)
  return `DO ${dollarQuoted(`DECLARE "new" ${row}; "old" ${row}; line record; BEGIN\n${plans.join('\n')}\nEND`)}`
}

/** On while the trigger runs. The names of settings are plain words. */
function runningSetting({ name }: TriggerPlan, schema: string): string {
  return `litelift.in_${createHash('sha256').update(`${schema}\0${name}`).digest('hex').slice(0, 12)}`
}
