import { expect, test } from 'vitest'
import { reportKey } from '../../lambda/report-store.ts'

test('a report lies under its bucket, key and migration', () => {
  expect(reportKey('reports/', { bucket: 'uploads', key: 'shop/my db.sqlite' }, '00ff')).toBe(
    'reports/uploads/shop/my db.sqlite/00ff.json',
  )
})

test('a key that leaves no room is named by its digest', () => {
  const key = reportKey('reports/', { bucket: 'uploads', key: 'é'.repeat(500) }, '00ff')
  expect(key).toMatch(/^reports\/uploads\/sha256-[0-9a-f]{64}\/00ff\.json$/)
})
