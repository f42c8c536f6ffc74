import { expect, test } from 'vitest'
import { fromServer } from '../../engine/target/server-error.ts'
import { createDatabase } from '../database.ts'

test('a server without room for more locks is no case for another try', { timeout: 60_000 }, async () => {
  await using target = await createDatabase()
  const tables = target.query(
    `DO $$ BEGIN FOR i IN 1 .. 100000 LOOP EXECUTE format('CREATE TEMP TABLE t%s ()', i); END LOOP; END $$`,
  )
  const error: unknown = await tables.catch((thrown: unknown) => thrown)
  expect(fromServer(error)).toMatchObject({
    code: 'target-out-of-locks',
    kind: 'target',
    hint: expect.stringContaining('max_locks_per_transaction') as string,
  })
})
