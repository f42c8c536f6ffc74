import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { localFile } from './local-file.ts'

/** Texts that some folding holds for equal: ASCII's, Unicode's (K is U+212A too, ı and İ), blanks at the end. */
const text = fc.constantFrom(
  'a',
  'A',
  'a ',
  'A  ',
  ' a',
  'k',
  'K',
  '\u212a',
  'é',
  'É',
  'ß',
  'SS',
  'ı',
  'I',
  'İ',
  '',
  ' ',
)
const value = fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.constant(null) })
const row = fc.tuple(text, value, value)

const collate = fc.constantFrom('', ' COLLATE NOCASE', ' COLLATE RTRIM', ' COLLATE BINARY')
const part = fc
  .tuple(fc.constantFrom('a', 'b', 'c'), collate, fc.constantFrom('', ' DESC'))
  .map((words) => words.join(''))
const parts = fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: (one) => one[0] })

const table = fc.record({
  collations: fc.tuple(collate, collate, collate),
  key: fc.constantFrom('', ', PRIMARY KEY (a)', ', PRIMARY KEY (a COLLATE NOCASE)'),
  withoutRowid: fc.boolean(),
  constraints: fc.array(parts, { maxLength: 2 }),
  indexes: fc.array(fc.tuple(parts, fc.constantFrom('', " WHERE c > 'B'", ' WHERE b IS NOT NULL')), { maxLength: 2 }),
  before: fc.array(row, { maxLength: 8 }),
  after: fc.array(row, { minLength: 8, maxLength: 16 }),
})

type RandomTable = typeof table extends fc.Arbitrary<infer Value> ? Value : never

const TABLES = 30

test('the same new rows are unique violations on both engines', async () => {
  using folder = scratchFolder()
  await using target = await createDatabase()
  let count = 0
  await fc.assert(
    fc.asyncProperty(fc.array(table, { minLength: TABLES, maxLength: TABLES }), async (tables) => {
      const schema = `u${++count}`
      const path = join(folder.path, `${schema}.db`)
      const source = new Database(path)
      try {
        for (const [position, one] of tables.entries()) create(source, `t${position}`, one)
        const request = { target: () => Promise.resolve(target.settings), options: { schema } }
        const report = await migrate({ source: await localFile(path), ...request })
        expect(report.error).toBeNull()
        for (const [position, { after }] of tables.entries()) {
          const name = `t${position}`
          const insert = source.prepare(`INSERT OR IGNORE INTO ${name} VALUES (?, ?, ?)`)
          const sqlite = after.map((values) => insert.run(values).changes)
          const postgres: number[] = []
          for (const values of after) {
            const sql = `INSERT INTO ${schema}.${name} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1`
            postgres.push((await target.query(sql, values)).length)
          }
          const definition = source.prepare('SELECT sql FROM sqlite_schema WHERE tbl_name = ?').pluck().all(name)
          expect({ definition, after, taken: postgres }).toEqual({ definition, after, taken: sqlite })
        }
      } finally {
        source.close()
      }
    }),
    { seed: 20_261_124, numRuns: 2, endOnFailure: true },
  )
})

function create(source: Database.Database, name: string, { collations, ...one }: RandomTable): void {
  const columns = collations.map((collation, position) => `${'abc'[position]} TEXT${collation}`).join(', ')
  const unique = one.constraints.map((members) => `, UNIQUE (${members.join(', ')})`).join('')
  const options = one.withoutRowid && one.key !== '' ? ' WITHOUT ROWID' : ''
  source.exec(`CREATE TABLE ${name} (${columns}${one.key}${unique})${options}`)
  for (const [position, [members, where]] of one.indexes.entries())
    source.exec(`CREATE UNIQUE INDEX ${name}_${position} ON ${name} (${members.join(', ')})${where}`)
  const insert = source.prepare(`INSERT OR IGNORE INTO ${name} VALUES (?, ?, ?)`)
  for (const values of one.before) insert.run(values)
}
