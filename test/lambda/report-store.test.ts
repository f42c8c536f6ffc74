import { expect, test } from 'vitest'
import { reportKey } from '../../lambda/reports/report-store.ts'

test('a report lies under its bucket, key and migration', () => {
  expect(reportKey('reports/', { bucket: 'uploads', key: 'shop/my db.sqlite' }, '00ff.json')).toBe(
    'reports/uploads/shop/my db.sqlite/00ff.json',
  )
})

test('a key that leaves no room is named by its digest', () => {
  const key = reportKey('reports/', { bucket: 'uploads', key: 'é'.repeat(500) }, '00ff.json')
  expect(key).toMatch(/^reports\/uploads\/sha256-[0-9a-f]{64}\/00ff\.json$/)
})

test('the list of rejects lies beside the report, also where the key leaves room for the shorter name only', () => {
  const object = {
    bucket: 'uploads',
    key: 'k'.repeat(1024 - 'reports/uploads/'.length - '/0123456789abcdef.json'.length),
  }
  const folders = ['0123456789abcdef.json', '0123456789abcdef.rejects.ndjson'].map((name) =>
    reportKey('reports/', object, name).slice(0, -name.length),
  )
  expect(folders[0]).toBe(folders[1])
})
