import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PlannedFile } from '../../engine/plan-file.ts'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { SHOP } from './shop.ts'
import { litelift } from './run.ts'

test('prints types with reasons, DDL by phase and notes', async () => {
  using folder = scratchFolder()
  const { code, stdout, stderr } = await litelift(['plan', folder.database('shop.sqlite', SHOP)])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('2 tables, 5 rows into schema public, mode append')
  expect(stdout).toMatch(/^Customer → customer \(new, 2 rows\)$/m)
  expect(stdout).toMatch(/^ {2}joined +DATE +→ +date +\S/m)
  expect(stdout).toMatch(/^-- stage$/m)
  expect(stdout).toContain('CREATE TABLE')
  expect(stdout).toMatch(/^trigger-left-out \(1\): /m)
  expect(stdout).not.toContain('\u001b')
})

test('--json is one document; with --to the plan fits what exists and changes nothing', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await target.query('CREATE SCHEMA shop; CREATE TABLE shop.customer (id int, name text, joined date, active bool)')
  const file = folder.database('shop.sqlite', SHOP)
  const run = await litelift(['plan', file, '--to', target.url, '--schema', 'shop', '--json'])
  expect(run).toMatchObject({ code: 0 })
  const { plan, ddl, changes } = JSON.parse(run.stdout) as PlannedFile
  expect(plan.tables.map(({ action }) => action).toSorted()).toEqual(['append', 'create'])
  expect(changes?.map(({ counts }) => counts?.inserted)).toEqual([2, 3])
  expect(ddl.every(({ sql }) => sql.length > 0)).toBe(true)
  expect(await target.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift%'`)).toEqual([])
})

test('an error names the file as it was given', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = join(folder.path, 'a.sqlite')
  await writeFile(file, 'no database')
  for (const args of [
    ['plan', file],
    ['verify', file, '--to', target.url],
  ]) {
    const { stderr } = await litelift(args)
    expect(stderr).toContain('litelift: file-not-sqlite')
    expect(stderr).toContain(`\n  file: ${file}\n`)
  }
})

test('--to counts what would change, and changes nothing', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await target.query(`CREATE SCHEMA shop; CREATE TABLE shop.customer (id int PRIMARY KEY, name text CHECK (name <> ''), joined date, active bool);
    INSERT INTO shop.customer SELECT i, 'old ' || i FROM generate_series(2, 9) i`)
  const file = folder.database('shop.sqlite', SHOP)
  const options = ['--to', target.url, '--schema', 'shop', '--include', 'Customer']
  const rows = 'SELECT xmin, * FROM shop.customer ORDER BY id'
  const before = await target.query(rows)
  const said: Record<string, string | undefined> = {}
  for (const mode of ['append', 'upsert', 'truncate', 'mirror', 'replace']) {
    const { code, stdout } = await litelift(['plan', file, ...options, '--mode', mode])
    expect(code).toBe(0)
    said[mode] = /would be: (.*)/.exec(stdout)?.[1]
  }
  expect(said).toEqual({
    append: '1 inserted, 1 left out',
    upsert: '1 inserted, 1 updated',
    truncate: '2 inserted, 8 deleted',
    mirror: '1 inserted, 1 updated, 7 deleted',
    replace: '2 inserted, 8 deleted',
  })
  expect(await target.query(rows)).toEqual(before)
  expect(await target.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'litelift%'`)).toEqual([])
})

test('--to says what PostgreSQL would refuse', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await target.query(
    'CREATE SCHEMA shop; CREATE TABLE shop.customer (id int PRIMARY KEY, name point, joined date, active bool)',
  )
  const file = folder.database('shop.sqlite', SHOP)
  const { code, stdout } = await litelift([
    'plan',
    file,
    '--to',
    target.url,
    '--schema',
    'shop',
    '--include',
    'Customer',
  ])
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^ {2}would be: 2 rejected\n {2}rejected: Customer\.name was refused by PostgreSQL: invalid input syntax for type point: "/m,
  )
})

test('--check ends as a migration would fare', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await target.query(
    'CREATE SCHEMA shop; CREATE TABLE shop.customer (id int PRIMARY KEY, name text, joined date, active bool)',
  )
  const file = folder.database('shop.sqlite', SHOP)
  const check = ['plan', file, '--to', target.url, '--schema', 'shop', '--include', 'Customer', '--check']
  expect(await litelift(check)).toMatchObject({ code: 0, stderr: '' })
  await target.query("ALTER TABLE shop.customer ADD CHECK (name <> 'Bo')")
  expect(await litelift(check)).toMatchObject({ code: 3 })
  expect(await litelift(check.slice(0, -1))).toMatchObject({ code: 0 })
  await target.query(
    'ALTER TABLE shop.customer DROP CONSTRAINT customer_name_check; CREATE TABLE shop.town (name text PRIMARY KEY)',
  )
  await target.query('ALTER TABLE shop.customer ADD FOREIGN KEY (name) REFERENCES shop.town')
  const refused = await litelift([...check, '--json'])
  expect(refused).toMatchObject({ code: 1 })
  expect(JSON.parse(refused.stdout)).toMatchObject({
    changes: [{ refused: expect.stringContaining('town') as string }],
  })
  expect(await litelift(['plan', file, '--check'])).toMatchObject({ code: 2, stdout: '' })
})

test('--to fails where a migration could not begin', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  await target.query(`CREATE SCHEMA shop; CREATE TABLE shop.customer (id int, name text, joined date, active bool);
    CREATE VIEW shop.names AS SELECT name FROM shop.customer`)
  const file = folder.database('shop.sqlite', SHOP)
  const { code, stderr } = await litelift(['plan', file, '--to', target.url, '--schema', 'shop', '--mode', 'replace'])
  expect(code).toBe(1)
  expect(stderr).toContain('target-dependents')
})

test('says what the configuration decided, and which statements of it will run', async () => {
  using folder = scratchFolder()
  const config = join(folder.path, 'litelift.json')
  const after = ['GRANT SELECT ON people TO readers']
  const tables = { customer: { name: 'people', columns: { active: { type: 'smallint' } } } }
  await writeFile(config, JSON.stringify({ $schema: './litelift.schema.json', tables, after }))
  const { code, stdout } = await litelift(['plan', folder.database('shop.sqlite', SHOP), '--config', config])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Customer → people \(new, 2 rows\)$/m)
  expect(stdout).toMatch(/^ {2}active +BOOLEAN +→ +smallint +your cast$/m)
  expect(stdout).toContain(`-- publish\n${after[0]};\n`)
})

test('schema prints the JSON Schema', async () => {
  const { code, stdout } = await litelift(['schema'])
  expect({ code, title: (JSON.parse(stdout) as { title: string }).title }).toEqual({ code: 0, title: 'litelift.json' })
})

test('--sql writes a script that makes the tables, which --data-only fills', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database(
    'odd.sqlite',
    `${SHOP} CREATE TABLE "a""b​" (id INTEGER PRIMARY KEY, "x;y" TEXT DEFAULT 'it''s;
two lines'); CREATE INDEX "i;" ON "a""b​" ("x;y"); INSERT INTO "a""b​" VALUES (1, 'z'); CREATE VIEW v AS SELECT id FROM Customer`,
  )
  const script = join(folder.path, 'schema.sql')
  const planned = await litelift(['plan', file, '--schema', 's', '--sql', script])
  expect(planned.code).toBe(0)
  expect(planned.stderr).toBe(`The DDL is in ${script}\n`)
  await target.query(await readFile(script, 'utf8'))
  const filled = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--data-only', '--json'])
  expect(JSON.parse(filled.stdout)).toMatchObject({ outcome: 'published', rows: 6 })
  const wrong = await litelift(['plan', file, '--sql', file])
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
})

test('--sql in mode replace makes the tables of a target anew', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const file = folder.database('shop.sqlite', SHOP)
  await target.query('CREATE SCHEMA s; CREATE TABLE s.customer (other text)')
  const script = join(folder.path, 'schema.sql')
  await litelift(['plan', file, '--to', target.url, '--schema', 's', '--mode', 'replace', '--sql', script])
  await target.query(await readFile(script, 'utf8'))
  expect(await target.query('SELECT id, name FROM s.customer')).toEqual([])
})
