import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notesOf } from './changelog.ts'

/** `npm run --silent release:notes -- 1.2.3` prints what the changelog says of it. */
try {
  const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8')
  process.stdout.write(`${notesOf(changelog, process.argv[2] ?? 'Unreleased')}\n`)
} catch (error) {
  process.stderr.write(`release:notes: ${(error as Error).message}\n`)
  process.exitCode = 1
}
