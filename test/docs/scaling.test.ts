import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scalingTables } from '../../bench/scaling/tables.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/scaling.md'), 'utf8')

test('the tables of scaling.md are what npm run scaling computes', () => {
  const there = [...PAGE.matchAll(/<!-- computed: (.+) -->\n\n((?:\|.*\n)+)/g)].map(([, name, table]) => [
    name,
    cells(table!),
  ])
  const computed = Object.entries(scalingTables()).map(([name, table]) => [name, cells(table)])
  expect(there, 'run: npm run scaling && npm run format').toEqual(computed)
})

/** Without the padding and the rule, which the formatter widens. */
function cells(table: string): string[][] {
  const rows = table
    .trim()
    .split('\n')
    .filter((row) => !/^[|: -]+$/.test(row))
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
