import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { expectInternal } from '../no-internal-here.ts'

test('internal: what nobody foresaw fails the migration, and is kept for the next try', async () => {
  await using target = await createDatabase()
  const report = await migrate({
    source: {
      uri: 'u',
      version: 'v',
      identifiedBy: 'version',
      sequencer: null,
      lastModified: null,
      values: {},
      obtain: () => Promise.reject(new TypeError('x is not a function')),
    },
    target: () => Promise.resolve(target.settings),
    options: { schema: 's' },
  })
  expect(report).toMatchObject({
    outcome: 'failed-retryable',
    error: { code: 'internal', kind: 'again', message: expect.stringContaining('x is not a function') as string },
  })
  expectInternal()
  expect(await target.query('SELECT state FROM litelift.migration')).toEqual([{ state: 'running' }])
})
