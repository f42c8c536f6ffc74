import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { renderReport as render } from '../../engine/report/page/page.ts'
import type { Report } from '../../engine/report/report.ts'

const report: Report = {
  format: 1,
  id: 'a1b2c3d4e5f6',
  outcome: 'published',
  source: { uri: '/data/shop.sqlite', version: 'sha256:0123', bytes: 1_234_567 },
  target: { host: 'db.example.com', database: 'shop', schema: 'public' },
  mode: 'append',
  constants: [{ name: 'device', type: 'text', value: '<7>', isKey: true }],
  startedAt: '2026-11-23T20:15:00.000Z',
  seconds: 2,
  phases: [{ phase: 'stage', seconds: 1.234 }],
  rows: 15_000,
  tables: [
    {
      source: 'Order Lines',
      name: 'order lines',
      action: 'create',
      rows: 10_000,
      inserted: 10_000,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      deleted: 0,
      rejected: 0,
      columns: [{ source: 'Total', name: 'total', declared: 'REAL', type: 'double precision', reason: '64-bit reals' }],
      statements: ['CREATE TABLE x (total double precision)', 'CREATE INDEX i ON x (total)'],
    },
    {
      source: 'users',
      name: 'users',
      action: 'append',
      rows: 5000,
      inserted: 4990,
      updated: 0,
      unchanged: 0,
      skipped: 10,
      deleted: 0,
      rejected: 0,
      columns: [],
      statements: [],
    },
  ],
  triggers: [{ source: 'Touch', name: 'touch', table: 'users' }],
  views: [
    { source: 'Big', name: 'big', action: 'create' },
    { source: 'Small', name: 'small', action: 'replace' },
  ],
  notes: [
    { code: 'trigger-left-out', table: 'users', object: 'stamp', message: 'One trigger.', sql: 'CREATE TRIGGER stamp' },
    { code: 'type-widened', table: 'users', column: 'age', message: 'Holds 3000000000.' },
    { code: 'type-widened', table: 'users', column: 'size', message: 'Holds 4000000000.' },
  ],
  rejects: { rows: 0, byReason: [], first: [], file: null },
  error: null,
}

const attack = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&lt;`

/** Without the line breaks that mean nothing in HTML. */
const renderReport = (report: Report): string =>
  render(report)
    .replace(/\s+/g, ' ')
    .replace(/> (?=<)/g, '>')

describe('renderReport', () => {
  test('shows what a colleague asks for', () => {
    const page = renderReport(report)
    for (const shown of [
      'Done: of 15,000 rows of 2 tables, 10 met a key that was already there and were left out',
      '/data/shop.sqlite',
      '<dt>device</dt>',
      '<code>&lt;7&gt;</code> in all rows, part of every key',
      '1,234,567 bytes',
      'schema <code>public</code> of database <code>shop</code> on <code>db.example.com</code>',
      '7,500 rows a second',
      '64-bit reals',
      '<rect width="50.00"',
      '<li><code>touch</code> on <code>users</code></li>',
      '<li><code>big</code></li><li><code>small</code>, replaced</li>',
      '<code>users.stamp</code>: One trigger.<pre>CREATE TRIGGER stamp</pre>',
      'CREATE INDEX i ON x (total);</pre>',
      '3 notes below tell what is other than in the file.',
      '<code>Order Lines</code> → <code>order lines</code>',
      'data-title="Left out"',
    ]) {
      expect(page).toContain(shown)
    }
    expect(page.match(/<code>type-widened<\/code>, 2/g)).toHaveLength(1)
  })

  test('says of a failure what happened and what to do', () => {
    const page = renderReport({
      ...report,
      outcome: 'failed',
      tables: [],
      triggers: [],
      views: [],
      notes: [],
      error: {
        code: 'value-invalid-text',
        kind: 'file',
        subject: { table: 'users', column: 'name', rowid: '7' },
        message: 'The text holds a NUL.',
        hint: 'Set invalidText.',
      },
    })
    expect(page).toContain('<h1>Failed: nothing was published, every table in PostgreSQL is as it was</h1>')
    expect(page).toContain('The text holds a NUL.<br />table <code>users</code><br />column <code>name</code>')
    expect(page).toContain('<strong>What to do:</strong> Set invalidText.')
    expect(page).not.toContain('<h2>Tables')
  })

  test('no name, message or SQL of a file becomes markup', () => {
    const page = renderReport(hostile(report))
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    // What is in quotes is no attribute.
    expect(withoutFilter(page).replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<script|<img|<[^>]*\son\w+=/i)
    expect(new Set(page.match(/<\/?[a-z][a-z0-9]*/g))).toEqual(
      new Set(renderReport(report).match(/<\/?[a-z][a-z0-9]*/g)),
    )
  })

  test('is well formed', () => {
    const open: string[] = []
    const tags = render(report).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)
    const misplaced = [...tags].filter(([, closing, name, selfClosed]) => {
      if (closing) return open.pop() !== name
      if (!selfClosed) open.push(name!)
      return false
    })
    expect(misplaced).toEqual([])
    expect(open).toEqual([])
  })

  test('fetches nothing, and runs nothing but its own filter', () => {
    const page = render(report)
    const [, text] = /<script>([^]*)<\/script>/.exec(page)!
    const digest = createHash('sha256').update(text!).digest('base64')
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${digest}&#39;"`,
    )
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/\b(src|href)=|url\(|@import/)
  })

  test('of a failure no row was inserted, and only counts that say something are shown', () => {
    const nothing = { inserted: 0, skipped: 0 }
    const failed = {
      ...report,
      outcome: 'failed' as const,
      tables: report.tables.map((one) => ({ ...one, ...nothing })),
    }
    expect(renderReport(failed)).not.toContain('Inserted')
  })

  test('of many tables the list can be filtered, and scrolls', () => {
    const many = Array.from({ length: 400 }, (_, number) => ({
      ...report.tables[0]!,
      source: `t${number}`,
      name: `t${number}`,
    }))
    const page = renderReport({ ...report, tables: many })
    expect(page).toContain('<label class="filter" hidden>')
    expect(page).toContain('<summary>All 400 tables</summary>')
    expect(renderReport(report)).not.toContain('<label class="filter"')
  })
})

function withoutFilter(page: string): string {
  return page.replace(/<script>.*<\/script>/s, '')
}

/** The report with every string replaced by an attack, except those that choose a code path. */
function hostile(value: Report): Report {
  const kept = new Set(['outcome', 'code', 'phase'])
  return JSON.parse(JSON.stringify(value), (key: string, member: unknown) =>
    typeof member === 'string' && !kept.has(key) ? attack : member,
  ) as Report
}
