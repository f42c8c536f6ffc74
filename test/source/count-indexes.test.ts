import { expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase, withSource } from './database-file.ts'

test('entries of indexes are counted, whether they are few or many', async () => {
  using folder = scratchFolder()
  const path = makeDatabase(folder.path, {
    fill: `CREATE TABLE few (a); CREATE TABLE many (a); CREATE TABLE none (a); CREATE TABLE most (a);
      WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10001) INSERT INTO many SELECT i FROM n;
      INSERT INTO few VALUES (1), (2), (3); INSERT INTO most SELECT a FROM many WHERE a <= 10000;
      CREATE INDEX few_a ON few (a); CREATE INDEX many_a ON many (a); CREATE INDEX part ON many (a) WHERE a <= 5;
      CREATE INDEX none_a ON none (a); CREATE INDEX most_a ON most (a)`,
  })
  await withSource(path, async ({ source }) => {
    const counted = await source.sqlite.indexEntries([
      { table: 'few', indexes: ['few_a', 'no such index'] },
      { table: 'many', indexes: ['part', 'many_a'] },
      { table: 'none', indexes: ['none_a'] },
      { table: 'most', indexes: ['most_a'] },
    ])
    // One that is partial cannot be read alone.
    expect(counted).toEqual([[3, null], [null, 10_001], [0], [10_000]])
  })
})
