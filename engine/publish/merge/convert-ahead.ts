import type pg from 'pg'
import type { Plan, TablePlan } from '../../plan/plan.ts'
import { transaction } from '../../target/query.ts'
import { useSearchPathOf } from '../../target/search-path.ts'
import { type Converted, type ConvertedRows, convertRows, convertStaged, stillFits } from './convert-staged.ts'

/** Whether a table's rows are compared with those that are there, while writers wait. */
export function isCompared({ action }: TablePlan): boolean {
  return action === 'upsert' || action === 'mirror'
}

/**
 * Converts the rows for the tables that others may not write to during publish, before they are locked: nobody waits for that, and
 * tries that fail for a lock do not do it again.
 */
export async function convertAhead(
  client: pg.Client,
  { tables, schema }: Plan,
  { staging, hold }: { staging: string; hold: () => Promise<void> },
): Promise<ReadonlyMap<TablePlan, ConvertedRows>> {
  const ahead = new Map<TablePlan, ConvertedRows>()
  for (const table of tables) {
    if (!isCompared(table) && table.action !== 'truncate') continue
    const convert = isCompared(table) ? convertStaged : convertRows
    const work = async () => {
      await hold()
      await useSearchPathOf(client, schema)
      return convert(client, table, staging, schema)
    }
    ahead.set(table, await transaction(client, work))
  }
  return ahead
}

/** The rows as they were converted ahead, or converted anew where the table has other types by now. */
export async function convertedNow(
  client: pg.ClientBase,
  table: TablePlan,
  { ahead, staging, schema }: { ahead: ReadonlyMap<TablePlan, ConvertedRows>; staging: string; schema: string },
): Promise<ConvertedRows> {
  const converted = ahead.get(table)
  if (converted !== undefined && (await stillFits(client, converted))) return converted
  return isCompared(table) ? convertStaged(client, table, staging, schema) : convertRows(client, table, staging, schema)
}

/** Of a table that {@link isCompared}. */
export function isConverted(rows: ConvertedRows): rows is Converted {
  return 'key' in rows
}
