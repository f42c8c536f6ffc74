import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { scratchOfFile } from '../scratch.ts'
import { nodeApplication } from './application.ts'
import { prepareMove } from './move.ts'
import { PAGE } from './page.ts'

const compiled = scratchOfFile()

test('every kind of column of TypeORM arrives, and what it notes of its own schema stays', async (context) => {
  const shop = await nodeApplication('typeorm', context)
  const objects = await compile()
  const schema = [[objects, 'migrate']]
  await using move = await prepareMove(shop, { file: schema, target: schema }, objects)
  const record = () => move.target.query('SELECT * FROM typeorm_metadata')
  const own = await record()

  const report = await move.migrate({ mode: 'truncate' })
  expect(report.error).toBeNull()
  expect(PAGE).toContain(`Done: ${report.rows} rows of ${report.tables.length} tables are in PostgreSQL\n`)
  expect(report.notes.map(({ code, table, column }) => [code, table, column])).toEqual([
    ['bookkeeping-left', 'typeorm_metadata', undefined],
    ['bookkeeping-left', 'migrations', undefined],
    ['column-computed', 'order', 'twice'],
    ['view-left-out', undefined, undefined],
  ])
  expect(await record()).toEqual(own)
  await move.expectArrived({ mode: 'truncate' })

  await move.insertMore('file')
  expect((await move.migrate({ mode: 'mirror' })).error).toBeNull()
  await move.expectArrived({ mode: 'mirror' })
  await move.insertMore('target')
})

/** Node strips types, but has no decorators. */
async function compile(): Promise<string> {
  const outfile = join(compiled.path, 'objects.cjs')
  await build({
    entryPoints: [join(import.meta.dirname, 'typeorm', 'objects.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  })
  return outfile
}
