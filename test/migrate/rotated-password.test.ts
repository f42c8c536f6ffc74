import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { Phase } from '../../engine/events.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { localFile } from './local-file.ts'

const FILE = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); CREATE INDEX t_said ON t (said);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t SELECT i, 'row ' || i FROM n`

test.for<[Phase, number]>([
  ['inspect', 1],
  ['inspect', 2],
  ['stage', 1],
  ['build', 1],
  ['verify', 1],
])('a password that is rotated as %s begins is asked for anew, with %i workers', async ([phase, workers]) => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { user } = target.settings
  let password = target.settings.password
  let rotated: Promise<unknown> | undefined
  let known = target.settings
  const report = await migrate({
    source: await localFile(makeDatabase(folder.path, { fill: FILE })),
    target: async (refresh) => {
      await rotated
      if (refresh) known = { ...known, password }
      return known
    },
    options: { schema: 's', workers },
    listener: (event) => {
      if (event.type !== 'phase-started' || event.phase !== phase || rotated !== undefined) return
      password = 'rotated'
      rotated = target.admin(`ALTER ROLE ${user} PASSWORD 'rotated'`)
    },
  })
  await rotated
  await target.admin(`ALTER ROLE ${user} PASSWORD '${user}'`)
  expect(report).toMatchObject({ outcome: 'published', rows: 1000 })
})

test('one that nobody tells is a reason to try again, once it was known', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const { user } = target.settings
  let rotated: Promise<unknown> | undefined
  const report = await migrate({
    source: await localFile(makeDatabase(folder.path, { fill: FILE })),
    target: async () => {
      await rotated
      return target.settings
    },
    options: { schema: 's' },
    listener: (event) => {
      if (event.type === 'phase-started' && event.phase === 'inspect')
        rotated = target.admin(`ALTER ROLE ${user} PASSWORD 'rotated'`)
    },
  })
  await target.admin(`ALTER ROLE ${user} PASSWORD '${user}'`)
  expect(report).toMatchObject({ outcome: 'failed-retryable', error: { code: 'target-changed', kind: 'again' } })
})
