import { grouped } from '../../counted.ts'
import { LiteliftError } from '../../errors.ts'
import { filledColumns, type TablePlan } from '../plan.ts'
import { option } from '../../named.ts'

/** MaxHeapAttributeNumber of PostgreSQL (limits.html). */
const MOST_COLUMNS = 1600

/** @throws LiteliftError `table-too-wide` naming the first table with more columns than PostgreSQL takes */
export function refuseWideTables(tables: TablePlan[]): void {
  const wide = tables.find((table) => filledColumns(table).length > MOST_COLUMNS)
  if (wide === undefined) return
  throw new LiteliftError('table-too-wide', {
    subject: { table: wide.source },
    message: `${wide.source} has ${grouped(filledColumns(wide).length)} columns${wide.constants.length > 0 ? ' with those that addColumns adds' : ''}; a table of PostgreSQL has at most 1,600.`,
    hint: `Leave columns out with \`ignoreColumns\`, or the table with ${option('exclude')}, or split it in the file.`,
  })
}
