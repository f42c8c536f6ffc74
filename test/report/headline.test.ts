import { expect, test } from 'vitest'
import { headline } from '../../engine/report/headline.ts'
import type { Report } from '../../engine/report/report.ts'

/** Of one table with rows that were left out for their key, and rows that were refused. */
const published = (rows: number, skipped: number, refused: number) =>
  headline({
    outcome: refused > 0 ? 'published-with-rejects' : 'published',
    rows,
    tables: [{ skipped }],
    rejects: { rows: refused },
  } as Report)

test('one row is, and several are', () => {
  expect(published(1, 0, 0)).toBe('Done: 1 row of 1 table is in PostgreSQL')
  expect(published(2, 0, 0)).toBe('Done: 2 rows of 1 table are in PostgreSQL')
  expect(published(2, 1, 0)).toBe('Done: of 2 rows of 1 table, 1 met a key that was already there and was left out')
  expect(published(2, 2, 0)).toBe('Done: of 2 rows of 1 table, 2 met a key that was already there and were left out')
  expect(published(9, 1, 1)).toBe(
    'Done, with rejects: of 9 rows of 1 table, 1 met a key that was already there, 1 could not be carried over and were left out',
  )
})
