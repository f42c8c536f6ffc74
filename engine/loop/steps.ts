import { columnOfField } from '../source/pages/record.ts'
import type { Scan } from '../source/pages/scan.ts'
import { BIGINT, MISSING_NULL, MOST_STEPS, PASS, REALS, ROWID, ROWID_AS, TALLY } from './layout.ts'

/** What the loop does with one field of a record, or with the rowid (layout.ts). */
export interface Step {
  does: number
  flags: number
  /** Where the column's tally lies, and the forms that it counts. */
  tally: number
  forms: number
  /** Of a rowid: by which cast it is taken. */
  as: number
}

/** What is done with a column's values; the rest of its step follows from where it lies. */
export type Doing = Pick<Step, 'does'> & Partial<Step>

/**
 * The steps that take the columns at these positions in this order. Null where the loop cannot take them: in another order than a record
 * has them, or too many.
 */
export function stepsOf(scan: Scan, taken: readonly { position: number; doing: Doing }[]): Step[] | null {
  const columnOf = columnOfField(scan)
  const steps: Step[] = []
  let next = 0
  const pass = (to: number) => {
    for (; next < to; next++) steps.push(step({ does: PASS, flags: MISSING_NULL }))
  }
  for (const { position, doing } of taken) {
    const { field, real, missing } = scan.columns[position]!
    if (field === 'rowid') {
      const isPlain = doing.does === BIGINT || doing.does === TALLY
      steps.push({ ...step(doing), does: isPlain ? ROWID : ROWID_AS, as: doing.does })
      continue
    }
    if (field < next || columnOf[field] !== position) return null
    pass(field)
    const flags = (doing.flags ?? 0) | (real ? REALS : 0) | (missing === null ? MISSING_NULL : 0)
    steps.push(step({ ...doing, flags }))
    next = field + 1
  }
  pass(columnOf.length)
  return steps.length > MOST_STEPS ? null : steps
}

function step({ does, flags = 0, tally = 0, forms = 0 }: Doing): Step {
  return { does, flags, tally, forms, as: 0 }
}
