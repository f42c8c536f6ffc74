import type { FileRow } from '../source/sqlite/value.ts'

/** Rowids of rejected rows in order, from the start at each call; of a table without rowids their places, from 1. */
export type RejectedRows = () => AsyncIterator<bigint>

/** The same of rows of which columns are NULL in the target, named as in the file. */
export type NulledRows = () => AsyncIterator<{ rowid: bigint; columns: string[] }>

/** Takes the rejected rows out of batches that come in order; the rowid is the row's value at `rowidAt`, null for the place. */
export function leaveOut(rejected: RejectedRows, rowidAt: number | null): (batch: FileRow[]) => Promise<FileRow[]> {
  const isRejected = meetings(rejected(), rowidAt, (rowid) => rowid)
  return async (batch) => {
    const kept: FileRow[] = []
    for (const row of batch) if ((await isRejected(row)) === null) kept.push(row)
    return kept
  }
}

/** Makes cells NULL in batches that come in order. */
export function nullCells(
  nulled: NulledRows,
  rowidAt: number | null,
  columns: readonly { source: string }[],
): (batch: FileRow[]) => Promise<void> {
  const cellsOf = meetings(nulled(), rowidAt, ({ rowid }) => rowid)
  return async (batch) => {
    for (const row of batch) {
      for (const name of (await cellsOf(row))?.columns ?? []) {
        const at = columns.findIndex(({ source }) => source === name)
        if (at >= 0) row[at] = null
      }
    }
  }
}

/** Walks along with rows that come in order, and gives what is said of a row, or null. */
function meetings<Said>(
  all: AsyncIterator<Said>,
  rowidAt: number | null,
  placeOf: (said: Said) => bigint,
): (row: FileRow) => Promise<Said | null> {
  let next: IteratorResult<Said> | null = null
  let read = 0n
  return async (row) => {
    read++
    const place = rowidAt === null ? read : (row[rowidAt] as bigint)
    next ??= await all.next()
    while (!next.done && placeOf(next.value) < place) next = await all.next()
    return next.done || placeOf(next.value) !== place ? null : next.value
  }
}
