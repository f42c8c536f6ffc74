import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDatabase } from '../database.ts'
import { scratchFolder } from '../scratch.ts'
import { litelift } from './run.ts'
import { SHOP } from './shop.ts'

test('a report that was kept as JSON becomes the page that migrate --report writes', async () => {
  await using target = await createDatabase()
  using folder = scratchFolder()
  const [page, json] = [join(folder.path, 'first.html'), join(folder.path, 'kept.json')]
  const file = folder.database('shop.sqlite', SHOP)
  const run = await litelift(['migrate', file, '--to', target.url, '--schema', 's', '--json', '--report', page])
  await writeFile(json, run.stdout)
  const made = await litelift(['report', json])
  expect(made).toMatchObject({ code: 0, stderr: `The report is in ${join(folder.path, 'kept.html')}\n` })
  const { statements } = (JSON.parse(run.stdout) as { tables: { statements: string[] }[] }).tables[0]!
  expect(statements[0]).toMatch(/^CREATE TABLE "s"\."customer"/)
  expect(await readFile(join(folder.path, 'kept.html'), 'utf8')).toBe(await readFile(page, 'utf8'))
})

test.each(['', '[]', '{"format":1}', '{"format":2}', '{"outcome":"published"}'])(
  'what is no report is refused: %s',
  async (text) => {
    using folder = scratchFolder()
    const json = join(folder.path, 'x.json')
    await writeFile(json, text)
    const run = await litelift(['report', json])
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain('This is no report of a migration.')
  },
)
