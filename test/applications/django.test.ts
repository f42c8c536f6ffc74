import { expect, test } from 'vitest'
import type { RawOptions } from '../../engine/options.ts'
import { pythonApplication } from './application.ts'
import { prepareMove } from './move.ts'
import { PAGE } from './page.ts'

/** The file is of an application that grew, so that its content types and permissions have other ids than in a new database. */
const SCHEMA = {
  file: [
    ['manage.py', 'migrate', 'museum'],
    ['manage.py', 'migrate'],
  ],
  target: [['manage.py', 'migrate']],
}

/** Ids change places, and Django keeps a duration as microseconds, where it has no interval. */
const OPTIONS: RawOptions = {
  mode: 'mirror',
  tables: { museum_exhibit: { columns: { lasts: { from: 'unix-us' } } } },
}

test('every field of Django arrives, and what the application did until the switch follows', async (context) => {
  const django = await pythonApplication('django', context)
  await using move = await prepareMove(django, SCHEMA, 'objects.py')
  const record = () => move.target.query('SELECT * FROM django_migrations ORDER BY id')
  const own = await record()

  const first = await move.migrate(OPTIONS)
  expect(first.error).toBeNull()
  expect(PAGE).toContain(`Done: ${first.rows} rows of ${first.tables.length} tables are in PostgreSQL\n`)
  expect(first.notes.map(({ code, table, column }) => [code, table, column])).toEqual([
    ['bookkeeping-left', 'django_migrations', undefined],
    ['column-computed', 'museum_exhibit', 'loud_title'],
    ['column-computed', 'museum_exhibit', 'all_seats'],
  ])
  const types = first.tables.find(({ source }) => source === 'django_content_type')
  expect(types).toMatchObject({ inserted: 0, updated: 15, deleted: 0 })
  expect(await record()).toEqual(own)
  await move.expectArrived(OPTIONS)

  await move.insertMore('file')
  const second = await move.migrate(OPTIONS)
  expect(second.error).toBeNull()
  expect(second.tables.find(({ source }) => source === 'museum_exhibit')).toMatchObject({ inserted: 5, unchanged: 3 })
  await move.expectArrived(OPTIONS)
  await move.insertMore('target')
})

test('durations are not guessed, and rows that Django seeds under other ids are not taken for the same', async (context) => {
  const django = await pythonApplication('django', context)
  await using move = await prepareMove(django, SCHEMA, 'objects.py')
  const guess = await move.migrate({ mode: 'mirror' })
  expect(guess.error).toMatchObject({ code: 'target-refused-values' })
  expect(PAGE).toContain(guess.error!.message)
  expect(guess.rejects.first).toMatchObject([1, 2, 3].map((id) => ({ column: 'lasts', rowid: String(id) })))
  const { error } = await move.migrate({ ...OPTIONS, mode: 'append' })
  expect(error).toMatchObject({ code: 'target-reference-changed' })
  expect(PAGE).toContain(error!.message)
})
