import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { loadDump } from '../../engine/source/dump/load.ts'
import { scratchFolder } from '../scratch.ts'
import { contentOf } from '../source/dump/content-of.ts'
import { type Random, randomFrom } from './random.ts'

/** LITELIFT_FUZZ_SECONDS searches longer; LITELIFT_FUZZ_SEED repeats one dump. */
const SECONDS = Number(process.env['LITELIFT_FUZZ_SECONDS'] ?? 5)
const SEED = process.env['LITELIFT_FUZZ_SEED']

const style = (name: string) => readFileSync(join(import.meta.dirname, '../source/dump/styles', `${name}.sql`), 'utf8')

const DUMPS = [
  style('turso'),
  style('sqlite3').replaceAll(/.*(sqlite_schema|search|writable|stat1).*\n/g, ''),
  `CREATE TABLE t (a, b TEXT, [c;d] REAL, "e""f" INTEGER, PRIMARY KEY (a)); -- 'c
   INSERT INTO t VALUES (1, 'it''s', 1.5, X'00'), (2, NULL, -.5e-3, 0x10) /* ; */;
   INSERT INTO t (b, a) VALUES (unistr('\\u0041'), 3), (replace('a\\nb','\\n',char(10)), CAST(X'62' AS TEXT));
   CREATE TRIGGER r AFTER DELETE ON t BEGIN UPDATE t SET b = CASE WHEN a THEN 'END;' END; END;
   REPLACE INTO t VALUES (1, 'é', 1e999, 9223372036854775808);`,
]

const PIECES = `' '' " \` [ ] ; , ( ) -- /* */ . - + e x X' 0x 1 0 9 \\ NULL END BEGIN INSERT VALUES é \n`.split(' ')

/** A dump with up to three changes of a few characters. */
function changed(random: Random): string {
  let text = DUMPS[random.below(DUMPS.length)]!
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(text.length)
    const removed = random.below(2) * random.below(4)
    const added = random.below(4) === 0 ? '' : PIECES[random.below(PIECES.length)]!
    text = text.slice(0, at) + added + text.slice(at + removed)
  }
  return text
}

/** What SQLite makes of the text at `path`; false where it refuses any of it. */
function madeBySqlite(text: string, path: string): boolean {
  const database = new Database(path)
  try {
    database.pragma('foreign_keys = OFF')
    database.pragma('synchronous = OFF')
    database.exec(text)
    return !database.inTransaction
  } catch {
    return false
  } finally {
    database.close()
  }
}

function compare(folder: string, seed: number): 'same' | 'refused' | 'refused by both' {
  const text = changed(randomFrom(seed))
  const [sql, path, other] = ['made.sql', 'made.db', 'other.db'].map((name) => join(folder, name))
  for (const file of [path!, other!]) rmSync(file, { force: true })
  writeFileSync(sql!, text)
  const isMade = madeBySqlite(text, other!)
  try {
    loadDump(sql!, path!, 1e8)
  } catch (error) {
    if (error instanceof LiteliftError && error.code !== 'internal') return isMade ? 'refused' : 'refused by both'
    throw new Error(`LITELIFT_FUZZ_SEED=${seed}: ${String(error)}`, { cause: error })
  }
  if (!isMade) return 'refused'
  expect({ seed, text, ...contentOf(path!) }).toEqual({ seed, text, ...contentOf(other!) })
  return 'same'
}

test('any text is what SQLite makes of it, or refused by name', { timeout: (SECONDS + 60) * 1000 }, () => {
  using folder = scratchFolder()
  if (SEED !== undefined) {
    compare(folder.path, Number(SEED))
    return
  }
  const counts = { same: 0, refused: 0, 'refused by both': 0 }
  const deadline = Date.now() + SECONDS * 1000
  for (let seed = Date.now() >>> 0; Date.now() < deadline; seed = (seed + 1) >>> 0) counts[compare(folder.path, seed)]++
  // Were everything refused, or nothing, the search would prove little.
  expect(counts.same).toBeGreaterThan(0)
  expect(counts['refused by both']).toBeGreaterThan(0)
})
