import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

test('0 where every value is equal, 1 naming what is not', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('shop.sqlite', SHOP)
  const where = [file, '--to', target.url, '--schema', 'shop']
  expect(await litelift(['migrate', ...where])).toMatchObject({ code: 0 })

  const equal = await litelift(['verify', ...where])
  expect(equal.stdout).toContain('Equal: 2 tables, every value')
  expect(equal).toMatchObject({ code: 0 })

  await target.query(`UPDATE shop.customer SET name = 'Eve' WHERE id = 2`)
  const different = await litelift(['verify', ...where])
  expect(different.stdout).toContain('Different: 1 of 2 tables')
  expect(different.stdout).toContain('id 2: name is Bo in the file and Eve in the target')
  expect(different).toMatchObject({ code: 1 })

  const asJson = await litelift(['verify', ...where, '--json'])
  expect(JSON.parse(asJson.stdout)).toMatchObject({ equal: false, tables: [{ onlyIn: { file: 1, target: 1 } }, {}] })
  expect(asJson).toMatchObject({ code: 1 })
})

test('what a migration leaves alone is not compared, and said', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const sql = `CREATE TABLE schema_migrations (version TEXT PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1');
    CREATE TABLE bird (id INTEGER PRIMARY KEY); INSERT INTO bird VALUES (1)`
  const where = [folder.database('birds.sqlite', sql), '--to', target.url, '--schema', 's']
  expect(await litelift(['migrate', ...where])).toMatchObject({ code: 0 })
  await target.query("INSERT INTO s.schema_migrations VALUES ('2')")

  const { code, stdout } = await litelift(['verify', ...where])
  expect(stdout).toContain('Equal: 1 table, every value')
  expect(stdout).toContain('bookkeeping-left (1)')
  expect(code).toBe(0)
  const replaced = await litelift(['verify', ...where, '--mode', 'replace'])
  expect(replaced.stdout).toContain('Different: 1 of 2 tables')
  expect(replaced.code).toBe(1)
})

test('values that the options changed are equal as they were changed, which is said', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const sql = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total FLOAT); INSERT INTO orders VALUES (1, 9.999), (2, 5)'
  const config = join(folder.path, 'litelift.json')
  const columns = { total: { type: 'numeric(10,2)', round: true } }
  writeFileSync(config, JSON.stringify({ tables: { orders: { columns } } }))
  const where = [folder.database('o.sqlite', sql), '--to', target.url, '--schema', 's', '--config', config]
  expect(await litelift(['migrate', ...where])).toMatchObject({ code: 0 })
  const { code, stdout } = await litelift(['verify', ...where])
  expect(stdout).toContain('Equal: 1 table, every value, of 1 column as the options changed it\n')
  expect(stdout).toContain('values-rounded (1)')
  expect(code).toBe(0)
})
