import { expect, test } from 'vitest'
import { nameOfVersion, reportKey } from '../../aws/s3/report-key.ts'

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

test('a version has its name, one that is too long its digest', () => {
  expect(nameOfVersion('Cv5NlUDJ6nTVCMlBzIRzkdWSYTTo5.Lr')).toBe('by-version/Cv5NlUDJ6nTVCMlBzIRzkdWSYTTo5.Lr.json')
  expect(nameOfVersion('v'.repeat(1024))).toMatch(/^by-version\/sha256-[0-9a-f]{64}\.json$/)
})
