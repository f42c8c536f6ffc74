import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderReport } from '../../engine/report/page/page.ts'
import type { Report, TableReport } from '../../engine/report/report.ts'
import { BROWSER, openBrowser } from './browser.ts'
import { bookshopReport } from './bookshop-report.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const WIDTHS = [390, 1200]
/** Widths and schemes are looked at together: what is wrong in one is seen in one of these. */
const LOOKS = [
  [390, 'dark'],
  [1200, 'light'],
  [390, 'light'],
] as const

/** One of many columns, and a name without a place to break it. */
function wide(report: Report): Report {
  const [table] = report.tables as [TableReport]
  const name = 'a_name_of_sixty_three_bytes_that_no_browser_may_break_in_a_word_'
  return { ...report, tables: [{ ...table, source: name, name, rows: 12_345_678_901 }, ...report.tables] }
}

function many(report: Report): Report {
  const [table] = report.tables as [TableReport]
  return { ...report, tables: Array.from({ length: 400 }, (_, i) => ({ ...table, source: `t${i}`, name: `t${i}` })) }
}

function failed(report: Report): Report {
  return {
    ...report,
    outcome: 'failed',
    rejects: {
      rows: 2,
      byReason: [{ table: 'book', column: 'price', sqlstate: null, reason: 'a text, no number', rows: 2 }],
      first: [
        { table: 'book', rowid: '7', column: 'price', value: '<free>', sqlstate: null, reason: 'a text, no number' },
      ],
      file: null,
    },
    error: {
      code: 'target-refused-values',
      kind: 'target',
      subject: { file: 'shop.sqlite' },
      message: '2 rows cannot be carried over.',
      hint: 'Mend them.',
    },
  }
}

describe.runIf(BROWSER !== null)('the page of a report, in a browser', () => {
  let browser: Browser
  let report: Report

  beforeAll(async () => {
    browser = await openBrowser(BROWSER!)
    report = await bookshopReport()
  })
  afterAll(() => browser.close())

  async function opened(of: Report, width: number, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const page = await browser.newPage()
    await page.setViewport({ width, height: 900 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await page.setContent(renderReport(of))
    return page
  }

  const reports = { published: (one: Report) => one, failed, wide }

  for (const [name, made] of Object.entries(reports)) {
    test(`${name}: axe finds nothing in light and dark, narrow and wide, folded and unfolded`, async () => {
      for (const [width, scheme] of LOOKS.slice(0, name === 'published' ? 3 : 2)) {
        const page = await opened(made(report), width, scheme)
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
        // The page's own policy forbids scripts of others; axe is brought by the browser.
        await page.setBypassCSP(true)
        await page.evaluate(AXE)
        const { violations } = (await page.evaluate('axe.run()')) as AxeResults
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        await page.close()
      }
    })

    test(`${name}: nothing is wider than the window`, async () => {
      for (const width of WIDTHS) {
        const page = await opened(made(report), width)
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
        await page.close()
      }
    })
  }

  test('400 tables are no endless page, and a filter finds one of them', async () => {
    const page = await opened(many(report), 1200)
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(30_000)
    await page.type('input[type=search]', 't399')
    const shown = await page.evaluate(
      'Array.from(document.querySelector("label.filter + .wide").querySelectorAll("tbody tr:not([hidden])")).length',
    )
    expect(shown).toBe(1)
    await page.close()
  })

  test('without scripts everything is there', async () => {
    const page = await browser.newPage()
    await page.setJavaScriptEnabled(false)
    await page.setContent(renderReport(report))
    expect(await page.$$('details')).not.toHaveLength(0)
    expect(await page.$$('h2')).not.toHaveLength(0)
    await page.close()
  })

  test('unfolds all at once, and folds again', async () => {
    const page = await opened(report, 1200)
    const open = async () =>
      (await page.$$eval('details', (all) => all.map((one) => (one as unknown as { open: boolean }).open))).every(
        Boolean,
      )
    await page.click('button.unfold')
    expect(await open()).toBe(true)
    await page.click('button.unfold')
    expect(await open()).toBe(false)
    await page.close()
  })

  test('every place that the contents name is there', async () => {
    const page = await opened(report, 1200)
    expect(
      await page.evaluate(
        'Array.from(document.querySelectorAll("a")).filter((a) => document.querySelector(a.getAttribute("href")) === null).length',
      ),
    ).toBe(0)
    expect(await page.$$('nav a')).not.toHaveLength(0)
    await page.close()
  })

  test('on paper it is unfolded, and no name is cut', async () => {
    const page = await opened(wide(report), 1200)
    const shown = 'Array.from(document.querySelectorAll("details > *")).filter((one) => !one.checkVisibility()).length'
    expect(await page.evaluate(shown)).toBeGreaterThan(0)
    await page.emulateMediaType('print')
    expect(await page.evaluate(shown)).toBe(0)
    const bytes = await page.pdf({ format: 'A4' })
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-')
    await page.close()
  })
})
