import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { AT_GATE, closeGate } from '../gate.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'
import { until } from '../until.ts'

test.for(['replace', 'truncate', 'mirror', 'upsert', 'append'] as const)(
  'with %s a version that a newer one overtakes while it is staged is superseded, and leaves nothing',
  async (mode) => {
    await using target = await createDatabase()
    const bring = async (sequencer: string, row: string, before: string[] = []) => {
      using folder = scratchFolder()
      const fill = `CREATE TABLE t (id INTEGER PRIMARY KEY, said TEXT); INSERT INTO t VALUES (1, '${row}')`
      return await migrate({
        source: {
          ...(await localFile(makeDatabase(folder.path, { fill }))),
          uri: 's3://bucket/t',
          identifiedBy: 'arrival',
          sequencer,
        },
        target: () => Promise.resolve(target.settings),
        options: { schema: 's', mode, before },
      })
    }
    await using gate = await closeGate(target)
    const newer = bring('02', 'newer', [AT_GATE])
    await gate.reached()
    const older = bring('01', 'older')
    await until('the older one waits for its turn to publish', async () => {
      const waiting = await target.admin(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%litelift publish%'",
      )
      return waiting.length === 1
    })
    await gate.open()
    expect(await newer).toMatchObject({ outcome: 'published' })
    const nothing = { tables: [{ rows: 1, inserted: 0, updated: 0 }], verified: null }
    expect(await older).toMatchObject({ outcome: 'superseded', error: null, ...nothing })
    expect(await target.query('SELECT said FROM s.t')).toEqual([{ said: 'newer' }])
    expect(await target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift\\_%'")).toEqual([])
    expect(await bring('01', 'older')).toMatchObject({ outcome: 'superseded' })
  },
)
