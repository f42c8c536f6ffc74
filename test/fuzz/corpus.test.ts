import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { readDamaged } from './read-damaged.ts'

/** One of the fuzzdata files in the test folder of SQLite's source: a database whose table `db` holds hostile databases. */
const CORPUS = process.env['LITELIFT_FUZZ_CORPUS']

/** Of this process, whatever else the machine does. */
const MOST_CPU_MS = 5000

test.skipIf(CORPUS === undefined)(
  'every file of a corpus gives the right data or an error, soon',
  async () => {
    using folder = scratchFolder()
    const corpus = new Database(CORPUS, { readonly: true })
    const files = corpus.prepare<[], { dbid: number; dbcontent: Buffer }>('SELECT dbid, dbcontent FROM db').iterate()
    const faults: string[] = []
    const counts = { refused: 0, equal: 0, unconfirmed: 0 }
    for (const { dbid, dbcontent } of files) {
      const path = join(folder.path, 'hostile.db')
      writeFileSync(path, dbcontent)
      const started = process.threadCpuUsage()
      try {
        counts[await readDamaged(path)]++
      } catch (error) {
        faults.push(`${dbid}: ${String(error)}`)
      }
      const taken = process.threadCpuUsage(started).user / 1000
      if (taken > MOST_CPU_MS) faults.push(`${dbid}: took ${taken} ms`)
    }
    corpus.close()
    expect(faults).toEqual([])
    expect(counts.refused).toBeGreaterThan(0)
  },
  3_600_000,
)
