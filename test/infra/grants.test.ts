import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate } from '../../engine/migrate.ts'
import type { Mode } from '../../engine/options/modes.ts'
import { createDatabase } from '../database.ts'
import { scratchOfFile } from '../scratch.ts'

const { path: folder } = scratchOfFile()

/** The statements of docs/deployment.md for a role and a database of these names. */
function documentedGrants(role: string, database: string): string {
  const docs = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8')
  return [...docs.matchAll(/^GRANT .*$/gm)]
    .map(([grant]) => grant.replace('DATABASE shop', `DATABASE ${database}`).replace('TO litelift', `TO ${role}`))
    .join('\n')
}

function shop(): string {
  const path = join(folder, 'shop.sqlite')
  rmSync(path, { force: true })
  const database = new Database(path)
  database.exec(`
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customer (id));
    INSERT INTO customer VALUES (5, 'Ada'); INSERT INTO invoice VALUES (1, 5)`)
  database.close()
  return path
}

test.for<Mode>(['append', 'truncate'])("the documented grants let a role %s to another role's table", async (mode) => {
  await using target = await createDatabase()
  await target.admin('CREATE TABLE public.customer (id bigserial PRIMARY KEY, name text)')
  const { user, database } = target.settings
  await target.admin(documentedGrants(user, database))
  const report = await migrate({
    source: {
      uri: 'shop.sqlite',
      version: mode,
      identifiedBy: 'version',
      sequencer: null,
      lastModified: null,
      values: {},
      obtain: () => Promise.resolve({ path: shop(), [Symbol.asyncDispose]: () => Promise.resolve() }),
    },
    target: () => Promise.resolve(target.settings),
    options: { mode },
  })
  expect(report.error).toBeNull()
  expect(report.outcome).toBe('published')
  expect(await target.admin('SELECT * FROM public.invoice')).toEqual([{ id: '1', customer: '5' }])
  // The sequence is past what came.
  const added = await target.admin<{ id: string }>("INSERT INTO public.customer (name) VALUES ('Bob') RETURNING id")
  expect(Number(added[0]!.id)).toBe(6)
})
