import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { besideItsList } from '../../engine/report/page/beside-its-list.ts'
import { renderReport as render } from '../../engine/report/page/page.ts'
import { completed, emptyReport } from '../../engine/report/empty-report.ts'
import type { Report, TableReport } from '../../engine/report/report.ts'

const report: Report = {
  ...emptyReport({ uri: '/data/shop.sqlite', version: 'sha256:0123', bytes: 1_234_567 }),
  id: 'a1b2c3d4e5f6',
  versions: { litelift: '1.2.3', sqlite: '3.54.0', postgres: '17.6' },
  outcome: 'published',
  verified: 'full',
  target: { host: 'db.example.com', port: 6543, database: 'shop', schema: 'public' },
  options: { onReject: 'continue', workers: 2 },
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
  triggers: [{ source: 'Touch', name: 'touch', table: 'users', statements: ['CREATE TRIGGER touch'] }],
  views: [
    { source: 'Big', name: 'big', action: 'create', statements: ['CREATE VIEW big AS SELECT 1'] },
    { source: 'Small', name: 'small', action: 'replace', statements: ['CREATE VIEW small AS SELECT 2'] },
  ],
  notes: [
    { code: 'trigger-left-out', table: 'users', object: 'stamp', message: 'One trigger.', sql: 'CREATE TRIGGER stamp' },
    { code: 'type-widened', table: 'users', column: 'age', message: 'Holds 3000000000.' },
    { code: 'type-widened', table: 'users', column: 'size', message: 'Holds 4000000000.' },
  ],
}

const ORPHANS: Report['rejects'] = {
  rows: 6,
  byReason: [
    { table: 'orders', column: 'customer_id', sqlstate: '23503', reason: 'references no row of customers', rows: 6 },
  ],
  first: [],
  file: '/data/reports/shop.rejects.ndjson',
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
      'schema <code>public</code> of database <code>shop</code> on <code>db.example.com:6543</code>',
      '7,500 rows a second',
      '64-bit reals',
      '<rect x="50.00" width="50.00"',
      '<summary><code>touch</code> on <code>users</code></summary><pre><span>CREATE TRIGGER touch; </span></pre>',
      '<summary><code>big</code></summary><pre><span>CREATE VIEW big AS SELECT 1; </span></pre>',
      '<summary><code>small</code>, replaced</summary>',
      '<code>users.stamp</code>: One trigger.<pre><span>CREATE TRIGGER stamp </span></pre>',
      'CREATE INDEX i ON x (total); </span></pre>',
      '<a href="#notes">3 notes of 2 kinds</a> tell what is other than in the file.',
      '<code>Order Lines</code> → <code>order lines</code>',
      'data-title="Left out"',
    ]) {
      expect(page).toContain(shown)
    }
    expect(page.match(/<code class="term">type-widened<\/code>, 2/g)).toHaveLength(1)
  })

  test('says how the rows were compared, and which options the run had', () => {
    const page = renderReport(report)
    expect(page).toContain('<dt>Compared</dt><dd>every value with the file before it was published</dd>')
    expect(page).toContain(
      '<code class="term">onReject</code>, <code class="term">workers</code>, the others as they are',
    )
    expect(page).toContain('&quot;onReject&quot;: &quot;continue&quot;')
    expect(renderReport({ ...report, verified: 'counts' })).toContain('the number of rows of each table, and no values')
    expect(renderReport({ ...report, rejects: ORPHANS })).toContain('except those of the 6 rejects')
    expect(renderReport({ ...report, options: {} })).toContain('<dd>all as they are by default</dd>')
    expect(renderReport({ ...report, verified: null })).not.toContain('<dt>Compared')
  })

  test('says which rows arrived, and of a failure that none did', () => {
    expect(renderReport(report)).toContain(
      'Every row of the tables above is in PostgreSQL, but for 10 rows whose key was there already.',
    )
    const [table] = report.tables as [TableReport]
    const left = { ...report, tables: [table], rejects: ORPHANS }
    expect(renderReport(left)).toContain('Every row of the tables above is in PostgreSQL, but for 6 rejects.')
    expect(renderReport({ ...report, tables: [table] })).toContain('Every row of the tables above is in PostgreSQL.')
    for (const outcome of ['failed', 'failed-retryable', 'superseded'] as const) {
      const page = renderReport({ ...report, outcome })
      expect(page).not.toMatch(/is in PostgreSQL|What was done|that made/)
      expect(page).toContain('What was planned')
      expect(page).toContain('the statements that would make each new table')
      expect(page).toContain('nothing was published')
    }
  })

  test('advises on rejects by what refused them, and names their list as it lies beside the page', () => {
    const page = renderReport({ ...report, outcome: 'published-with-rejects', rejects: ORPHANS })
    expect(page).toContain('choose another <code class="term">--on-orphan</code>')
    expect(page).not.toContain('cast')
    expect(page).toContain('listed in <code>/data/reports/shop.rejects.ndjson</code>.')
    const beside = renderReport(besideItsList({ ...report, rejects: ORPHANS }))
    expect(beside).toContain('listed in <code>shop.rejects.ndjson</code> beside this page.')
    expect(beside).not.toContain('/data/reports')
    const [orphan] = ORPHANS.byReason
    const value = { ...orphan!, sqlstate: null, reason: 'is no number' }
    expect(renderReport({ ...report, rejects: { ...ORPHANS, byReason: [value] } })).toContain('let another cast say')
    expect(renderReport({ ...report, rejects: { ...ORPHANS, byReason: [value] } })).not.toContain('--on-orphan')
    const check = { ...orphan!, sqlstate: '23514', reason: 'breaks the check' }
    expect(renderReport({ ...report, rejects: { ...ORPHANS, byReason: [check] } })).toContain('change its rule')
  })

  test('advises on what other options do as it still works once tables are there', () => {
    const anew = '<code class="term">--again --mode replace</code>'
    const asked = { ...report, options: { triggers: true } }
    expect(renderReport(report)).toContain('<code class="term">--triggers</code>')
    expect(renderReport(report)).toContain(anew)
    expect(renderReport({ ...report, outcome: 'failed' })).not.toContain(anew)
    expect(renderReport(asked)).not.toContain('<code class="term">--triggers</code>')
    expect(renderReport(asked)).not.toContain(anew)
  })

  test('marks columns of another type than declared, and gives one advice for one cause', () => {
    const at = { table: 'Order Lines', column: 'Total' }
    const odd = (code: 'type-mixed-classes' | 'type-form-unmet') =>
      renderReport({ ...report, notes: [{ code, ...at, message: 'Several.' }] })
    const advice = /What to do:<\/strong>(.*?)<small>/
    expect(odd('type-form-unmet')).toContain('1 column, 1 of another type than declared')
    expect(odd('type-form-unmet')).toContain('<strong class="changed">other than declared</strong>')
    expect(odd('type-form-unmet')).toContain('<code>tables.Order Lines.columns.Total.type</code> in litelift.json')
    expect(advice.exec(odd('type-form-unmet'))![1]).toBe(advice.exec(odd('type-mixed-classes'))![1])
    expect(renderReport(report)).not.toContain('other than declared')
  })

  test('green is for all rows alone', () => {
    expect(renderReport(report)).toContain('<main class="good">')
    for (const outcome of ['published-with-rejects', 'already-published'] as const)
      expect(renderReport({ ...report, outcome, rejects: ORPHANS })).toContain('<main class="partly">')
    expect(renderReport({ ...report, outcome: 'failed' })).toContain('<main class="bad">')
  })

  test('shares are of the time that it took, add up to it, and every phase has a colour of its own', () => {
    const names = ['open', 'inspect', 'plan', 'stage', 'build', 'verify', 'publish'] as const
    const timed = { ...report, seconds: 2.1, phases: names.map((phase) => ({ phase, seconds: 0.25 })) }
    const page = renderReport(timed)
    const shares = [...page.matchAll(/(\d+) % <\/td>/g)].map(([, share]) => Number(share))
    expect(shares).toHaveLength(8)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100)
    expect(shares.at(-1)).toBe(16)
    expect(new Set(page.match(/<rect class="(phase\d|other)"/g)).size).toBe(8)
    expect(page).toContain('aria-label="2.1 s, by phase"')
    // The phases are those of the run that published.
    expect(renderReport({ ...timed, outcome: 'already-published' })).not.toContain('Where the time went')
  })

  test('of what is typed there are no backticks, and those of names stay', () => {
    const page = renderReport({
      ...report,
      outcome: 'failed',
      error: {
        code: 'target-refused-values',
        kind: 'target',
        subject: { table: 'a`b`c', column: 'n', file: 'shop.sqlite' },
        message: 'The column n of a`b`c is odd.',
        hint: 'Say `keep`, or (`null`).',
      },
    })
    expect(page).toContain('Say <code class="term">keep</code>, or (<code class="term">null</code>).')
    // Nor is what the message says said again.
    expect(page).toContain('The column n of a`b`c is odd.<br />file <code>shop.sqlite</code>')
  })

  test('of a report that an earlier version kept, it says what that one knew', () => {
    const { versions: _, options: __, verified: ___, constants: ____, ...kept } = report
    const earlier = {
      ...kept,
      target: { host: 'db.example.com', database: 'shop', schema: 'public' },
      views: [{ source: 'Big', name: 'big', action: 'create' }],
      rejects: { ...ORPHANS, byReason: [{ table: 'orders', column: null, reason: 'is odd', rows: 6 }] },
    } as unknown as Report
    const page = renderReport(completed(earlier))
    expect(page).toContain('on <code>db.example.com</code>')
    expect(page).toContain('<p><code>big</code></p>')
    expect(page).toContain('<footer>litelift · docs/report.md')
    expect(page).not.toMatch(/<dt>(Options|Compared)|undefined/)
  })

  test('says what made it', () => {
    expect(renderReport(report)).toContain('<footer>litelift 1.2.3 · SQLite 3.54.0 · PostgreSQL 17.6 ·')
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
    expect(page).not.toMatch(/\b(src|href)=(?!"#\w+")|url\(|@import/)
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
