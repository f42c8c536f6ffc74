import { expect, test } from 'vitest'
import { nodeApplication } from './application.ts'
import { prepareMove } from './move.ts'

const MIGRATE = [['objects.js', 'migrate']]

test('every type of Knex arrives, beside equal rows that its migrations made on both sides', async (context) => {
  const lending = await nodeApplication('knex', context)
  await using move = await prepareMove(lending, { file: MIGRATE, target: MIGRATE }, 'objects.js')
  const report = await move.migrate({})
  expect(report.error).toBeNull()
  expect(report.tables.find(({ source }) => source === 'genre')).toMatchObject({ inserted: 1, unchanged: 3 })
  expect(report.notes.map(({ code, table, column }) => [code, table, column])).toEqual([
    ['bookkeeping-left', 'knex_migrations', undefined],
    ['bookkeeping-left', 'knex_migrations_lock', undefined],
    // Knex writes a Date into SQLite as milliseconds.
    ['type-epoch', 'reader', 'createdAt'],
    ['type-epoch', 'book', 'bought'],
    ['type-epoch', 'loan', 'lentAt'],
  ])
  await move.expectArrived({})

  await move.insertMore('file')
  expect((await move.migrate({ mode: 'mirror' })).error).toBeNull()
  await move.expectArrived({ mode: 'mirror' })
  await move.insertMore('target')
})
