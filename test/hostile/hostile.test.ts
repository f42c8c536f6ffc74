import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { ErrorReport } from '../../engine/errors.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { scratchFolder } from '../scratch.ts'
import { HOSTILE_FILES } from './files.ts'
import { measured } from './measured.ts'

/** `npm run test:hostile` makes the files as large as they were found. */
const SIZE = process.env['LITELIFT_HOSTILE'] === 'full' ? 'full' : 'short'

/** Of the command line and of the process in which SQLite works, together. */
const MOST_MEGABYTES = 400
/** By the clock, on a machine that does other things as well; the time budget of a small file is 20 s. */
const MOST_SECONDS = 60

const files = HOSTILE_FILES.filter(({ onlyFull }) => SIZE === 'full' || onlyFull === undefined)

test.skipIf(process.platform !== 'linux').for(files)('$name ends soon', { timeout: 300_000 }, async (file) => {
  using folder = scratchFolder()
  const path = join(folder.path, 'hostile.db')
  const database = new Database(path)
  database.pragma('synchronous = OFF')
  file.make(database, SIZE)
  database.close()

  const { stdout, stderr, seconds, megabytes } = await measured(['plan', path, '--json'])
  const answer = JSON.parse(stdout === '' ? stderr : stdout) as { error: ErrorReport } | { plan: Plan }
  const said = 'error' in answer ? answer.error.message : JSON.stringify(answer.plan.notes)
  const outcome = 'error' in answer ? answer.error.code : 'success'
  expect({ outcome, said }).toEqual({ outcome: file.outcome, said: expect.stringContaining(file.says ?? '') as string })
  expect(megabytes).toBeLessThan(MOST_MEGABYTES)
  expect(seconds).toBeLessThan(MOST_SECONDS)
  if (SIZE === 'full') process.stdout.write(`${file.name}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB\n`)
})
