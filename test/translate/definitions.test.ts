import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { Report } from '../../engine/report/report.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchOfFile } from '../scratch.ts'
import { DEFINITIONS, type Given } from './definitions.ts'

let postgres: TestDatabase
let sqlite: Database.Database
let report: Report

const { path: scratch } = scratchOfFile()

/** All definitions travel in one file. */
beforeAll(async () => {
  const path = join(scratch, 'source.sqlite')
  sqlite = new Database(path)
  for (const { sql } of Object.values(DEFINITIONS)) sqlite.exec(sql)
  postgres = await createDatabase()
  report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(postgres.settings),
    options: { schema: 's', verify: 'full' },
  })
  await postgres.query("SET TimeZone = 'Asia/Kathmandu'")
})

afterAll(async () => {
  sqlite.close()
  await postgres[Symbol.asyncDispose]()
})

/** The notes on a definition's table and on what is named after it. */
function notesOn(name: string) {
  return report.notes.filter(({ table, object }) => table === name || object === `${name}_v`)
}

test('all of them arrive', () => {
  expect(report.error).toBeNull()
})

describe.each(Object.entries(DEFINITIONS))('%s', (name, { rows, noted = false }) => {
  test('takes and refuses the same rows', async () => {
    expect(notesOn(name).length > 0).toBe(noted)
    for (const row of rows) {
      const accepted = { sqlite: await accepts(() => insertIntoSqlite(name, row)), row }
      // What stays behind may let a row in that SQLite keeps out; never the other way round.
      if (noted && !accepted.sqlite) continue
      const isAccepted = await accepts(() => insertIntoPostgres(name, row))
      expect({ sqlite: isAccepted, row }).toEqual(accepted)
    }
    for (const relation of [name, `${name}_v`]) {
      const exists = sqlite.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(relation) !== undefined
      if (!exists || (noted && relation !== name)) continue
      const actual = await postgres.query<{ row: object }>(`SELECT to_jsonb(one_row) AS row FROM s.${relation} one_row`)
      const expected = sqlite.prepare<[], object>(`SELECT * FROM ${relation}`).all()
      expect(comparable(actual.map(({ row }) => row))).toEqual(comparable(expected))
    }
  })
})

test('prints how many are carried over whole', () => {
  const names = Object.keys(DEFINITIONS)
  const partly = names.filter((name) => notesOn(name).length > 0)
  const share = Math.round((100 * (names.length - partly.length)) / names.length)
  const reasons = partly.map((name) => `${name}: ${notesOn(name)[0]!.message}`)
  process.stdout.write(
    `${names.length} definitions: ${share} % carried over whole, noted are\n  ${reasons.join('\n  ')}\n`,
  )
  expect(names.length).toBeGreaterThanOrEqual(40)
  expect(share).toBeGreaterThan(85)
})

async function accepts(insert: () => unknown): Promise<boolean> {
  try {
    await insert()
    return true
  } catch (error) {
    // A constraint refuses the row; anything else is a mistake of the test.
    const { code = '' } = error as { code?: string }
    if (!code.startsWith('23') && !code.startsWith('SQLITE_CONSTRAINT')) throw error
    return false
  }
}

function insertIntoSqlite(table: string, row: Record<string, Given>): void {
  const names = Object.keys(row).map((name) => `"${name}"`)
  sqlite
    .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(Object.values(row))
}

async function insertIntoPostgres(table: string, row: Record<string, Given>): Promise<void> {
  const names = Object.keys(row).map((name) => `"${name}"`)
  const places = names.map((_, i) => `$${i + 1}`).join(', ')
  await postgres.query(`INSERT INTO s.${table} (${names.join(', ')}) VALUES (${places})`, Object.values(row))
}

/** Rows as text, in an order of their own: booleans as 0 and 1, bytes as hex. */
function comparable(rows: object[]): string[] {
  const value = (given: unknown) => {
    if (typeof given === 'boolean') return Number(given)
    if (Buffer.isBuffer(given)) return `\\x${given.toString('hex')}`
    return typeof given === 'object' && given !== null ? JSON.stringify(given) : given
  }
  return rows
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .map(([name, given]) => [name, value(given)])
          .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      ),
    )
    .toSorted()
}
