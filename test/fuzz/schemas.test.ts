import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { planFile } from '../../engine/plan-file.ts'
import { localFile } from '../migrate/local-file.ts'
import { type Scratch, scratchFolder } from '../scratch.ts'
import { inProcess } from '../in-process.ts'
import { type Random, randomFrom } from './random.ts'

/** LITELIFT_FUZZ_SECONDS searches longer; LITELIFT_FUZZ_SEED repeats one schema. */
const SECONDS = Number(process.env['LITELIFT_FUZZ_SECONDS'] ?? 5)
const SEED = process.env['LITELIFT_FUZZ_SEED']

/** Of this process, whatever else the machine does: a schema of a few dozen objects takes milliseconds. */
const MOST_CPU_MS = 3000

test(
  'any schema under any options is a plan or an error by name, soon',
  { timeout: (SECONDS + 120) * 1000 },
  async () => {
    using folder = scratchFolder()
    if (SEED !== undefined) {
      await planRandom(folder, Number(SEED))
      return
    }
    const counts = { planned: 0, refused: 0 }
    const deadline = Date.now() + SECONDS * 1000
    for (let seed = Date.now() >>> 0; Date.now() < deadline; seed = (seed + 1) >>> 0)
      counts[await planRandom(folder, seed)]++
    // Were everything refused, or nothing, the search would prove little.
    expect(counts.planned).toBeGreaterThan(0)
    expect(counts.refused).toBeGreaterThan(0)
  },
)

async function planRandom(folder: Scratch, seed: number): Promise<'planned' | 'refused'> {
  const random = randomFrom(seed)
  const path = join(folder.path, `${seed}.db`)
  makeSchema(path, random)
  const started = process.threadCpuUsage()
  const outcome = await planned(path, optionsOf(random)).catch((error: unknown) => {
    throw new Error(`LITELIFT_FUZZ_SEED=${seed}: ${String(error)}`, { cause: error })
  })
  const taken = process.threadCpuUsage(started).user / 1000
  if (taken > MOST_CPU_MS) throw new Error(`LITELIFT_FUZZ_SEED=${seed}: took ${taken} ms`)
  return outcome
}

async function planned(path: string, options: Record<string, unknown>): Promise<'planned' | 'refused'> {
  try {
    const { plan } = await planFile({ source: await localFile(path), target: null, options, sqlite: inProcess() })
    JSON.stringify(plan, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    return 'planned'
  } catch (error) {
    if (error instanceof LiteliftError && error.code !== 'internal') return 'refused'
    throw error
  }
}

/** Every statement of the cases, as tokens. */
const STATEMENTS = globSync(join(import.meta.dirname, '..', 'cases', '*', '*', 'source.sql')).flatMap((file) =>
  readFileSync(file, 'utf8')
    .split(/;\s*\n/)
    .filter((sql) => /^\s*CREATE/i.test(sql))
    .map((sql) => sql.trim().match(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|\s+|[^\w\s]/g)!),
)

const ODD = [
  '"',
  "'",
  '(',
  ')',
  '0x',
  '1e999',
  "''",
  '"a""b"',
  '"É"',
  '\u2028',
  '\0',
  '--\n',
  '/*',
  'NULL',
  '-9223372036854775808',
  'x'.repeat(300),
  '😀',
  ';',
  '[',
  '`',
]

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)]!
}

/** Statements as they are, and with tokens left out, doubled, or taken from elsewhere. */
function statement(random: Random): string {
  const tokens = [...pick(random, STATEMENTS)]
  for (let changes = random.below(4); changes > 0; changes--) {
    const at = random.below(tokens.length)
    const other = pick(random, STATEMENTS)
    const from = random.below(other.length)
    const put = [[], [tokens[at]!, tokens[at]!], [pick(random, ODD)], other.slice(from, from + random.below(12))]
    tokens.splice(at, 1, ...pick(random, put))
  }
  return tokens.join('')
}

/** What SQLite takes, it makes; of the rest views and triggers are planted, which it does not see. */
function makeSchema(path: string, random: Random): void {
  const database = new Database(path)
  try {
    database.pragma('synchronous = OFF')
    if (random.below(3) === 0) database.pragma(`encoding = '${pick(random, ['UTF-16le', 'UTF-16be'])}'`)
    database.pragma(`page_size = ${pick(random, [512, 1024, 4096])}`)
    database.exec('BEGIN')
    const refused = Array.from({ length: 1 + random.below(20) }, () => statement(random)).filter(
      (sql) => !takes(database, sql),
    )
    database.exec('COMMIT')
    database.unsafeMode(true)
    database.pragma('writable_schema = ON')
    const insert = database.prepare('INSERT INTO sqlite_schema VALUES (?, ?, ?, 0, ?)')
    for (const [at, sql] of refused.entries()) {
      const type = /^\s*CREATE\s+(VIEW|TRIGGER)\b/i.exec(sql)?.[1]
      if (type !== undefined)
        insert.run(pick(random, [type, type.toLowerCase()]), `o${at}`, pick(random, ['t', `o${at}`]), sql)
    }
  } finally {
    database.close()
  }
}

function takes(database: Database.Database, sql: string): boolean {
  try {
    database.exec(sql)
    return true
  } catch {
    return false
  }
}

function optionsOf(random: Random): Record<string, unknown> {
  const words = [
    '*',
    '?',
    't',
    '*a*b*',
    'T',
    '',
    '"',
    '\0',
    '**',
    'o1',
    'x'.repeat(100),
    'id',
    '😀',
    'bigint',
    'text[]',
    'a"b.c',
    'varchar(3)',
    'timestamptz',
  ]
  const word = () => pick(random, words)
  const all = {
    include: [word()],
    exclude: [word(), word()],
    identifiers: pick(random, ['lower', 'preserve', 'snake', word()]),
    schema: pick(random, ['app', word()]),
    tables: { [word()]: { name: word(), columns: { [word()]: { type: word(), name: word() } } } },
    types: { [word()]: word() },
  }
  return Object.fromEntries(Object.entries(all).filter(() => random.below(5) === 0))
}
