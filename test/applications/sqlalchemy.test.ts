import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { pythonApplication } from './application.ts'
import { prepareMove } from './move.ts'
import { PAGE } from './page.ts'

const UPGRADE = [['-m', 'alembic', 'upgrade', 'head']]

/** SQLAlchemy keeps an interval as the moment so long after 1970-01-01, where the database has no interval. */
const INTERVALS: RawOptions = { tables: { body: { columns: { period: { from: 'iso', type: 'interval' } } } } }

test('every type of SQLAlchemy arrives in the tables that Alembic made', async (context) => {
  const observatory = await pythonApplication('sqlalchemy', context)
  await using move = await prepareMove(observatory, { file: UPGRADE, target: UPGRADE }, 'objects.py')
  const guess = await move.migrate({})
  expect(guess.error).toMatchObject({ code: 'target-refused-values' })
  expect(PAGE).toContain(guess.error!.message)

  const report = await move.migrate(INTERVALS)
  expect(report.error).toBeNull()
  expect(report.notes.map(({ code, table, column }) => [code, table, column])).toEqual([
    ['bookkeeping-left', 'alembic_version', undefined],
    ['column-computed', 'body', 'diameter'],
  ])
  await move.expectArrived(INTERVALS)

  await move.insertMore('file')
  expect((await move.migrate({ ...INTERVALS, mode: 'mirror' })).error).toBeNull()
  await move.expectArrived({ ...INTERVALS, mode: 'mirror' })
  await move.insertMore('target')
})
