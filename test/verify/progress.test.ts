import { expect, test } from 'vitest'
import type { MigrationEvent } from '../../engine/events.ts'
import { createDatabase } from '../database.ts'
import { migrateSql } from '../migrate/migrate-sql.ts'

test('a migration tells how far inspecting and comparing are, up to the end', async () => {
  await using target = await createDatabase()
  const events: MigrationEvent[] = []
  await migrateSql(
    target,
    'CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) INSERT INTO a SELECT i FROM n; INSERT INTO b VALUES (1)',
    { options: { verify: 'full' }, listener: (event) => events.push(event) },
  )
  const inspected = events.filter(({ type }) => type === 'inspected')
  expect(inspected.at(-1)).toEqual({ type: 'inspected', rows: 12_001, parts: inspected.length, of: inspected.length })
  const compared = events.flatMap((event) => (event.type === 'compared' ? [event] : []))
  expect(compared.length).toBeGreaterThan(4)
  expect(compared.at(-1)).toMatchObject({ table: 'b', rows: 24_002, of: 24_002 })
  const rows = compared.map((event) => event.rows)
  expect(rows).toEqual(rows.toSorted((a, b) => a - b))
})
