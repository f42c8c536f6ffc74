import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { scratchOfFile } from '../scratch.ts'
import { TRIGGERS, type Given } from './triggers.ts'

const { path: scratch } = scratchOfFile()

test.each(Object.entries(TRIGGERS))('%s: all tables are the same after every statement', async (name, given: Given) => {
  const path = join(scratch, `${name}.sqlite`)
  const sqlite = new Database(path)
  sqlite.exec(given.schema)
  await using postgres = await createDatabase()
  const report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(postgres.settings),
    options: { schema: 's', triggers: true },
  })
  expect(report.error).toBeNull()
  const notes = report.notes.filter(({ code }) => code === 'trigger-left-out')
  expect(new Set(notes.map(({ object }) => object))).toEqual(new Set(given.left))
  await postgres.query('SET search_path = s')
  for (const sql of given.statements) {
    const expected = { sql, ...outcome(() => sqlite.exec(sql)), ...rowsOfSqlite(sqlite) }
    const error = await outcomeOf(postgres.query(sql))
    expect({ sql, ...error, ...(await rowsOfPostgres(postgres, sqlite)) }).toEqual(expected)
  }
  sqlite.close()
})

function outcome(run: () => void): { error: string | null } {
  try {
    run()
    return { error: null }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

async function outcomeOf(run: Promise<unknown>): Promise<{ error: string | null }> {
  return run.then(
    () => ({ error: null }),
    (error: Error) => ({ error: error.message }),
  )
}

function tablesOf(sqlite: Database.Database): string[] {
  return sqlite
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY 1",
    )
    .pluck()
    .all()
}

function rowsOfSqlite(sqlite: Database.Database): Record<string, string[]> {
  return Object.fromEntries(
    tablesOf(sqlite).map((table) => [table, comparable(sqlite.prepare<[], object>(`SELECT * FROM ${table}`).all())]),
  )
}

/** The columns that SQLite shows: the rowid of a full-text table is one more in PostgreSQL. */
async function rowsOfPostgres(postgres: TestDatabase, sqlite: Database.Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const table of tablesOf(sqlite)) {
    const columns = sqlite.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all()
    all[table] = comparable(await postgres.query(`SELECT ${columns.join(', ')} FROM ${table}`))
  }
  return all
}

/** Numbers arrive as text, flags as booleans, moments as dates; the time of now is another one on either side. */
function comparable(rows: object[]): string[] {
  const value = (given: unknown) => {
    if (typeof given === 'boolean') return String(Number(given))
    const text = given instanceof Date ? local(given) : String(given)
    if (text.startsWith(today()) && text.length > 10) return 'now'
    return text !== '' && !Number.isNaN(Number(text)) ? String(Number(text)) : text
  }
  return rows.map((row) => JSON.stringify(Object.values(row).map(value))).toSorted()
}

/** A timestamp as it is in PostgreSQL: the driver read it in the zone of this process. */
function local(date: Date): string {
  const shown = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
    .toISOString()
    .replace('T', ' ')
    .slice(0, 19)
  return shown.replace(' 00:00:00', '')
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
