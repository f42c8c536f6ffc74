import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { MODES } from '../../engine/options/modes.ts'
import { makeCase, plainCases } from '../case-files.ts'
import { createDatabase } from '../database.ts'
import { foreignDatabases } from '../foreign-databases.ts'
import { scratchOfFile } from '../scratch.ts'
import { comeAgain } from './come-again.ts'
import { localFile } from './local-file.ts'
import { inProcess } from '../in-process.ts'

/**
 * The same file again, in every mode and with its triggers, into what its first drop made: nothing that litelift chose itself may be refused, and the
 * target is the file afterwards. Every eighteenth case without a target of its own; all of them and the databases of others with
 * LITELIFT_SECOND_DROP=all.
 */
const IS_ALL = process.env['LITELIFT_SECOND_DROP'] === 'all'
const scratch = scratchOfFile()

const cases = plainCases.filter((_, position) => IS_ALL || position % 18 === 0)

test.for(cases)('%s', async (name) => {
  expect(await comesAgain(made(name))).toEqual([])
})

const FILES = IS_ALL ? foreignDatabases('.db', '.sqlite', '.gpkg') : []
test.skipIf(FILES.length === 0).for(FILES)('$name', async ({ path }) => {
  expect(await comesAgain(path)).toEqual([])
})

function made(name: string): string {
  const path = join(scratch.path, `${name.replaceAll('/', '_')}.sqlite`)
  makeCase(name, path)
  return path
}

/** What went wrong, by mode. */
async function comesAgain(path: string): Promise<object[]> {
  const wrong: object[] = []
  for (const mode of MODES) {
    await using target = await createDatabase()
    const source = await localFile(path)
    const drop = { source, target: () => Promise.resolve(target.settings), options: { schema: 's', triggers: true } }
    const first = await migrate({ ...drop, sqlite: inProcess() })
    // Files that no mode takes have their own tests.
    if (first.error?.kind === 'file' || first.tables.length === 0) return wrong
    if (first.error) wrong.push({ mode, error: first.error })
    else wrong.push(...(await comeAgain(drop, mode)))
  }
  return wrong
}
