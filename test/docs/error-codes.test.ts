import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ERROR_KINDS } from '../../engine/errors.ts'

/** Codes that no test provokes, each with the reason. None at present. */
const UNPROVOKED: Record<string, string> = {}

/** Files in which codes are what something else is asked about. */
const ASKED_ABOUT = ['docs/error-codes.test.ts', 'lambda/visibility.test.ts', 'target/failures-recorded.test.ts']

test('every error code is provoked by a test, or named here with the reason why not', () => {
  const folder = join(import.meta.dirname, '..')
  const tests = globSync('**/*.{test.ts,json}', { cwd: folder })
    .filter((file) => !ASKED_ABOUT.includes(file.replaceAll('\\', '/')))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
  const provoked = new Set([...tests.matchAll(/['"]([a-z]+(?:-[a-z]+)*)['"]/g)].map(([, word]) => word))
  const silent = Object.keys(ERROR_KINDS).filter((code) => !provoked.has(code))
  expect(silent).toEqual(Object.keys(UNPROVOKED))
})
