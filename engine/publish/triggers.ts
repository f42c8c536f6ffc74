import type pg from 'pg'
import { createTrigger, createTriggerFunction, probeTrigger, TRIGGER_MARK } from '../ddl/trigger.ts'
import { LiteliftError } from '../errors.ts'
import type { Note } from '../notes.ts'
import type { Plan, TriggerPlan } from '../plan/plan.ts'
import { execute, query } from '../target/query.ts'

/**
 * Makes the plan's triggers in the running transaction, when all rows are there. One that PostgreSQL refuses, and one whose
 * function's name another function has, becomes a note.
 */
export async function createTriggers(
  client: pg.ClientBase,
  { triggers, schema }: Plan,
): Promise<{ made: TriggerPlan[]; notes: Note[] }> {
  const made: TriggerPlan[] = []
  const notes: Note[] = []
  if (triggers.length === 0) return { made, notes }
  const functions = await query<{ name: string; isOwn: boolean }>(client, FUNCTIONS, [
    schema,
    triggers.map(({ name }) => name),
    TRIGGER_MARK,
  ])
  for (const trigger of triggers) {
    const existing = functions.find(({ name }) => name === trigger.name)
    if (existing && !existing.isOwn) {
      notes.push(leftOut(trigger, `the target has a function ${trigger.name} already, which stays`))
      continue
    }
    await execute(client, 'SAVEPOINT trigger')
    try {
      const purpose = { doing: `Making the trigger ${trigger.name}` }
      await execute(client, probeTrigger(trigger, schema), [], purpose)
      await execute(client, createTriggerFunction(trigger, schema, { replace: existing !== undefined }), [], purpose)
      await execute(client, createTrigger(trigger, schema), [], purpose)
      await execute(client, 'RELEASE SAVEPOINT trigger')
      made.push(trigger)
    } catch (error) {
      if (!(error instanceof LiteliftError) || error.code !== 'target-refused-definition') throw error
      await execute(client, 'ROLLBACK TO SAVEPOINT trigger')
      notes.push(leftOut(trigger, error.message))
    }
  }
  return { made, notes }
}

function leftOut({ source, sql }: TriggerPlan, why: string): Note {
  return { code: 'trigger-left-out', object: source, message: `The trigger ${source} was left out: ${why}.`, sql }
}

const FUNCTIONS = `
  SELECT p.proname AS name, strpos(p.prosrc, $3) > 0 AS "isOwn"
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = $1 AND p.proname = ANY ($2::text[]) AND p.pronargs = 0`
