import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { makeDatabase } from '../source/database-file.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

/** Versions of one object of a bucket, as S3 orders them: the sequencer of the later one is the larger text. */
test('of two versions of an object the newer one stays, whichever comes first', async () => {
  await using target = await createDatabase()
  const bring = async (sequencer: string, row: string) => {
    using folder = scratchFolder()
    const fill = `CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO t VALUES (1, '${row}')`
    const path = makeDatabase(folder.path, { fill })
    const source = { ...(await localFile(path)), uri: 's3://bucket/t.sqlite', sequencer }
    const options = { schema: 's', mode: 'mirror' } as const
    const { outcome, error } = await migrate({ source, target: () => Promise.resolve(target.settings), options })
    return { outcome, error, said: (await target.query('SELECT said FROM s.t'))[0]?.['said'] }
  }
  expect(await bring('0002', 'second')).toEqual({ outcome: 'published', error: null, said: 'second' })
  expect(await bring('0001', 'first')).toEqual({ outcome: 'superseded', error: null, said: 'second' })
  expect(await bring('0002', 'second')).toEqual({ outcome: 'already-published', error: null, said: 'second' })
  expect(await bring('0003', 'third')).toEqual({ outcome: 'published', error: null, said: 'third' })
  expect(await bring('0002', 'second')).toMatchObject({ error: null, said: 'third' })
})
