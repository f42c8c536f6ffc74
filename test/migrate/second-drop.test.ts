import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { MODES, type Mode } from '../../engine/options/modes.ts'
import type { Report } from '../../engine/report/report.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { createDatabase } from '../database.ts'
import { foreignDatabases } from '../foreign-databases.ts'
import { scratchOfFile } from '../scratch.ts'
import { localFile } from './local-file.ts'

/**
 * The same file again, in every mode, into what its first drop made: nothing that litelift chose itself may be refused, and the
 * target is the file afterwards. Every third case without a target of its own; all of them and the databases of others with
 * LITELIFT_SECOND_DROP=all.
 */
const IS_ALL = process.env['LITELIFT_SECOND_DROP'] === 'all'
const CASES = join(import.meta.dirname, '../cases')
const scratch = scratchOfFile()

const cases = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((path) => basename(path) === 'source.sql')
  .map(dirname)
  .filter((name) => !existsSync(join(CASES, name, 'target.sql')) && !existsSync(join(CASES, name, 'options.json')))
  .toSorted()
  .filter((_, position) => IS_ALL || position % 3 === 0)

test.for(cases)('%s', (name) => comesAgain(made(name)))

const FILES = IS_ALL ? foreignDatabases('.db', '.sqlite', '.gpkg') : []
test.skipIf(FILES.length === 0).for(FILES)('$name', ({ path }) => comesAgain(path))

function made(name: string): string {
  const path = join(scratch.path, `${name.replaceAll('/', '_')}.sqlite`)
  const database = new Database(path)
  // As the cases' own test makes them.
  database.pragma('foreign_keys = OFF')
  database.unsafeMode()
  database.exec(readFileSync(join(CASES, name, 'source.sql'), 'utf8'))
  database.close()
  return path
}

async function comesAgain(path: string): Promise<void> {
  for (const mode of MODES) {
    await using target = await createDatabase()
    const source = await localFile(path)
    const drop = (options: { mode?: Mode }) =>
      migrate({
        source,
        target: () => Promise.resolve(target.settings),
        again: true,
        options: { schema: 's', ...options },
      })
    const first = await drop({})
    // Files that no mode takes have their own tests.
    if (first.error?.kind === 'file' || first.tables.length === 0) return
    expect(first.error).toBeNull()
    const second = await drop({ mode })
    expect({ mode, error: second.error }).toEqual({ mode, error: null })
    if (mode === 'upsert' || mode === 'mirror')
      expect({ mode, changed: changesOf(second) }).toEqual({ mode, changed: [] })
    if (mode === 'append' && hasKeylessRows(second)) continue
    const compared = await verifyFile({
      source,
      target: () => Promise.resolve(target.settings),
      options: { schema: 's' },
    })
    expect({ mode, differing: compared.filter((one) => !isEqual(one)) }).toEqual({ mode, differing: [] })
  }
}

function changesOf({ tables }: Report): string[] {
  return tables.filter(({ inserted, updated, deleted }) => inserted + updated + deleted > 0).map(({ name }) => name)
}

/** Nothing tells such rows from those that are there. */
function hasKeylessRows({ tables }: Report): boolean {
  return tables.some(({ inserted }) => inserted > 0)
}
