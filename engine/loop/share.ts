/** How the rows of a table were read: all of them, those that the reference read, and the single values that it looked at in others. */
export interface Share {
  rows: number
  byReference: number
  valuesAside: number
}

export function added(a: Share, b: Share): Share {
  return {
    rows: a.rows + b.rows,
    byReference: a.byReference + b.byReference,
    valuesAside: a.valuesAside + b.valuesAside,
  }
}

/** Below so many rows it cannot be told whether the loop is worth its calls. */
const ENOUGH = 256

/** Whether a table is mostly rows that the loop does not know, so that trying costs more than it saves. */
export function isMostlyReference({ rows, byReference }: Share): boolean {
  return byReference > ENOUGH && byReference * 2 > rows
}
