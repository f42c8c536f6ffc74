import { parseStmt, type CreateTriggerStmt } from 'sqlite3-parser'
import { attempt, contextOf } from './translate.ts'
import { reject } from './untranslatable.ts'
import { writtenColumn } from './trigger/assigned.ts'
import { statement } from './trigger/statement.ts'
import {
  contextWithin,
  rowScope,
  type Change,
  type RowEvent,
  type TriggerSurroundings,
  type WritableTable,
} from './trigger/surroundings.ts'

export type { Change, WritableTable } from './trigger/surroundings.ts'

export interface TranslatedTrigger {
  timing: 'BEFORE' | 'AFTER'
  event: RowEvent
  /** Of UPDATE OF: columns as SQL, else null. */
  columns: string[] | null
  /** SQL of WHEN, in terms of "new" and "old". */
  when: string | null
  /** PL/pgSQL. */
  statements: string[]
  /** SQL of the statements and their conditions, in the same terms. */
  probes: string[]
  /** Tables of the file that it reads and changes. */
  reads: string[]
  changes: Change[]
  /** May leave the row out. */
  skips: boolean
}

/** A trigger's SQL as its parts; null where the grammar refuses it. */
export function parseTrigger(sql: string): CreateTriggerStmt | null {
  const parsed = parseStmt(sql)
  return parsed.status === 'ok' && parsed.root.type === 'CreateTriggerStmt' ? parsed.root : null
}

/**
 * A trigger of SQLite as PL/pgSQL that leaves all tables the same after every statement, or why there is none. `tables` finds
 * what its statements write, `identifier` makes PostgreSQL's name of a column's name.
 */
export function translateTrigger(
  sql: string,
  table: WritableTable,
  tables: (name: string) => WritableTable | null,
  identifier: (name: string) => string,
): TranslatedTrigger | { reason: string } {
  return attempt(() => {
    const trigger = parseTrigger(sql) ?? reject('its SQL could not be parsed')
    if (trigger.time === 'InsteadOf') return reject('it stands in for changes of a view')
    const around: TriggerSurroundings = {
      table,
      timing: trigger.time === 'Before' ? 'BEFORE' : 'AFTER',
      event: EVENTS[trigger.event.type],
      tables,
      identifier,
      text: sql,
      reads: new Set(),
      changes: [],
      undetermined: new Set(),
      skips: false,
    }
    const { whenClause } = trigger
    const condition = whenClause ? contextWithin(around).truth(whenClause).sql : null
    // WHEN of PostgreSQL takes no subqueries.
    const isPlain = whenClause ? 'sql' in attempt(() => contextOf(rowScope(around), 'view').truth(whenClause)) : true
    const all = trigger.commands.map((command) => statement(command, around))
    const [open] = around.undetermined
    if (open !== undefined) return reject(`SQLite itself leaves open ${open}`)
    const statements = all.map((one) => one.sql)
    const { timing, event, changes } = around
    return {
      timing,
      event,
      columns:
        trigger.event.type === 'UpdateOfTriggerEvent'
          ? trigger.event.columns.map(({ text }) => writtenColumn(table, text).sql)
          : null,
      when: isPlain ? condition : null,
      statements:
        condition !== null && !isPlain ? [`IF ${condition} THEN\n${statements.join('\n')}\nEND IF;`] : statements,
      probes: [...(condition === null ? [] : [`SELECT ${condition}`]), ...all.flatMap(({ probes }) => probes)],
      reads: [...around.reads],
      changes,
      skips: around.skips,
    }
  })
}

const EVENTS = {
  InsertTriggerEvent: 'INSERT',
  UpdateTriggerEvent: 'UPDATE',
  UpdateOfTriggerEvent: 'UPDATE',
  DeleteTriggerEvent: 'DELETE',
} as const
