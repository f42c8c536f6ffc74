import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cast } from '../../engine/plan/plan.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { compareTables } from '../../engine/verify/compare.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { sqliteOn } from '../in-process.ts'
import { planOf } from './two-sides.ts'

/** One value as it is bound in SQLite and in PostgreSQL. */
interface Value {
  file: bigint | number | string | Uint8Array | null
  target: string | Uint8Array | null
}

const same = (text: string): Value => ({ file: text, target: text })
const TWO_TO_63 = 2n ** 63n

const KINDS: { cast: Cast; type: string; value: fc.Arbitrary<Value> }[] = [
  {
    cast: 'bigint',
    type: 'bigint',
    value: fc.bigInt({ min: -TWO_TO_63, max: TWO_TO_63 - 1n }).map((n) => ({ file: n, target: n.toString() })),
  },
  {
    cast: 'double',
    type: 'double precision',
    value: fc.double({ noNaN: true }).map((n) => ({ file: n, target: Object.is(n, -0) ? '-0' : String(n) })),
  },
  {
    cast: 'numeric',
    type: 'numeric',
    value: fc.double({ noNaN: true }).map((n) => ({ file: n, target: String(n) })),
  },
  { cast: 'text', type: 'text', value: fc.string({ unit: 'grapheme' }).map((text) => same(text.replaceAll('\0', ''))) },
  {
    cast: 'text',
    type: 'text',
    value: fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', '\b', '\f', '\v', 'N', '.', 'x') }).map(same),
  },
  { cast: 'bytea', type: 'bytea', value: fc.uint8Array().map((bytes) => ({ file: bytes, target: bytes })) },
  { cast: 'boolean', type: 'boolean', value: fc.constantFrom({ file: 0n, target: 'f' }, { file: 1n, target: 't' }) },
  {
    cast: 'timestamptz',
    type: 'timestamptz',
    value: fc
      .date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
      .map((date) => same(date.toISOString())),
  },
  {
    cast: 'timestamptz-unix-us',
    type: 'timestamptz',
    value: fc.bigInt({ min: 0n, max: 7_000_000_000_000_000n }).map((us) => ({
      file: us,
      target: `${new Date(Number(us / 1000n)).toISOString().slice(0, -1)}${(us % 1000n).toString().padStart(3, '0')}Z`,
    })),
  },
  { cast: 'uuid', type: 'uuid', value: fc.uuid().map(same) },
  { cast: 'jsonb', type: 'jsonb', value: fc.jsonValue().map((value) => same(JSON.stringify(value))) },
]

const names = KINDS.map((_, at) => `c${at}`)
const orNull = (value: fc.Arbitrary<Value>) => fc.option(value, { nil: { file: null, target: null } })
const row = fc.tuple(...KINDS.map(({ value }) => orNull(value)))
const mutation = fc
  .nat({ max: KINDS.length - 1 })
  .chain((column) => fc.record({ column: fc.constant(column), value: orNull(KINDS[column]!.value), row: fc.nat() }))

test('random rows are equal, and any one value changed is named', async () => {
  await using db = await createDatabase()
  await using connection = await connect(db.settings, 'litelift tests')
  const { client } = connection
  await client.query(`CREATE SCHEMA app;
    CREATE TABLE app.t (id bigint PRIMARY KEY, ${names.map((name, at) => `${name} ${KINDS[at]!.type}`).join(', ')})`)
  using folder = scratchFolder()
  const path = folder.database('rows.db', '')
  const file = new Database(path)
  file.pragma('synchronous = OFF')
  file.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, ${names.join(', ')})`)
  const columns = Object.fromEntries(names.map((name, at) => [name, KINDS[at]!.cast]))
  const compare = async () => {
    await using source = await sqliteOn(path)
    const [comparison] = await compareTables({
      ...source,
      client,
      schema: 'app',
      tables: [planOf('t', { id: 'bigint', ...columns })],
    })
    return comparison!
  }

  const inFile = file.prepare(
    `INSERT INTO t VALUES (${Array(KINDS.length + 1)
      .fill('?')
      .join(', ')})`,
  )
  const inTarget = `INSERT INTO app.t VALUES (${['id', ...names].map((_, at) => `$${at + 1}`).join(', ')})`
  let found = 0
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), mutation, async (rows, mutation) => {
      file.exec('DELETE FROM t')
      await client.query('TRUNCATE app.t')
      for (const [id, values] of rows.entries()) {
        inFile.run(id, ...values.map((value) => value.file))
        await client.query(inTarget, [id, ...values.map((value) => value.target)])
      }
      expect(await compare()).toMatchObject({
        differences: [],
        onlyIn: { file: 0, target: 0 },
        rows: { file: rows.length },
      })

      // PostgreSQL says whether the new value is another one.
      const name = names[mutation.column]!
      const id = String(mutation.row % rows.length)
      const sql = `UPDATE app.t SET ${name} = $1 WHERE id = $2 AND ${name} IS DISTINCT FROM $1`
      const { rowCount } = await client.query(sql, [mutation.value.target, id])
      if (rowCount === 0) return
      found++
      expect((await compare()).differences).toMatchObject([{ side: 'both', rowid: id, key: { id }, column: name }])
    }),
    { seed: 20_260_101, numRuns: 100 },
  )
  expect(found).toBeGreaterThan(50)
  file.close()
})
