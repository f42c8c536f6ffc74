import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDump } from '../../../engine/source/dump/load.ts'
import { caseNames, makeCase } from '../../case-files.ts'
import { scratchFolder } from '../../scratch.ts'
import { contentOf } from './content-of.ts'
import { dumpOf } from './dump-of.ts'

/** What only the application has, or what a database holds that new rows could not: sqlite3 refuses these dumps as well. */
const REFUSED = [
  'keys/names-in-a-code-page',
  'keys/not-null',
  'keys/unknown-collation',
  'keys/unknown-collation-in-key',
  'keys/unknown-functions-and-modules',
  'objects/generated-unreadable',
  'objects/hostile-expressions',
]
/** Schemas that no statement makes, and encodings that a dump does not have. */
const UNLIKE = [
  'objects/schema-sql-as-blob',
  'objects/triggers-on-shadow-tables',
  'objects/type-in-capitals',
  'types/invalid-text-as-bytes-utf16',
  'types/invalid-text-replaced-utf16',
  'types/utf16-big-endian',
  'types/utf16-little-endian',
]
/** sqlite3 ends texts at a NUL, or did so until it had unistr(). */
const CUT_BY_SQLITE3 = /^types\/(invalid-text|nul-in-text)/

/** JavaScript has no invalid texts. */
const INVALID_TEXT = /^types\/invalid-text/

const cases = caseNames.filter((name) => !UNLIKE.includes(name) && !REFUSED.includes(name))

/** What a case's database holds, and what the one does that is made of its dump. */
function bothOf(name: string, dump: (path: string) => Buffer): [made: unknown, loaded: unknown] {
  using folder = scratchFolder()
  const [path, sql, loaded] = ['made.db', 'made.sql', 'loaded.db'].map((file) => join(folder.path, file))
  makeCase(name, path!)
  writeFileSync(sql!, dump(path!))
  loadDump(sql!, loaded!, 1e9)
  return [contentOf(path!), contentOf(loaded!)]
}

test.for(cases.filter((name) => !INVALID_TEXT.test(name)))('%s', (name) => {
  const [made, loaded] = bothOf(name, dumpOf)
  expect(loaded).toEqual(made)
})

const dumpBySqlite3 = (path: string) =>
  execFileSync('sqlite3', [path, '.dump'], { maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'ignore'] })

const hasSqlite3 = spawnSync('sqlite3', ['--version']).status === 0

test.skipIf(!hasSqlite3).for(cases.filter((name) => !CUT_BY_SQLITE3.test(name)))('%s, by sqlite3', (name) => {
  const [made, loaded] = bothOf(name, dumpBySqlite3)
  expect(loaded).toEqual(made)
})

const FOLDER = join(import.meta.dirname, '../../../../shared/databases')
const databases = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => /\.(db|sqlite|gpkg)$/.test(name) && !name.includes('corrupt'))
  : []

test.skipIf(!hasSqlite3 || databases.length === 0).for(databases)('%s, a real database', (name) => {
  using folder = scratchFolder()
  const [path, sql, loaded] = ['made.db', 'made.sql', 'loaded.db'].map((file) => join(folder.path, file))
  for (const part of ['', '-wal']) {
    if (existsSync(join(FOLDER, name + part))) copyFileSync(join(FOLDER, name + part), path! + part)
  }
  writeFileSync(sql!, dumpBySqlite3(path!))
  loadDump(sql!, loaded!, 1e9)
  expect(contentOf(loaded!)).toEqual(contentOf(path!))
})

test.skipIf(!hasSqlite3).for(REFUSED)('%s is refused by SQLite', (name) => {
  using folder = scratchFolder()
  const [path, sql, loaded] = ['made.db', 'made.sql', 'loaded.db'].map((file) => join(folder.path, file))
  makeCase(name, path!)
  writeFileSync(sql!, dumpBySqlite3(path!))
  expect(() => loadDump(sql!, loaded!, 1e9)).toThrow(/in line \d+ of the dump is refused by SQLite/)
})
