import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, type Browser } from 'puppeteer-core'
import { stopRunning } from '../../local/postgres/running.ts'
import { makeBookshop } from '../bookshop.ts'
import { terminalPage } from './terminal-page.ts'

const ROOT = join(import.meta.dirname, '../..')
const IMAGES = join(ROOT, 'docs/images')

/** `npm run pictures` makes those of the README anew: the terminal and the report, by Chromium, of which CHROME_PATH may name another. */
async function pictures(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'litelift-pictures-'))
  try {
    makeBookshop(join(folder, 'bookshop.sqlite'))
    const command = ['migrate', 'bookshop.sqlite', '--report', 'report.html']
    const result = litelift(folder, command)
    const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
    const browser = await launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
    try {
      const shown = `$ litelift migrate bookshop.sqlite --report report.html\n${withoutPlaces(result)}`
      await picture(browser, terminalPage(shown), { name: 'terminal', width: 760, height: 640 })
      const report = readFileSync(join(folder, 'report.html'), 'utf8').replaceAll(`${folder}/`, '')
      for (const scheme of ['light', 'dark'] as const)
        await picture(browser, report, { name: `report-${scheme}`, width: 1200, height: 900, scheme })
      await picture(browser, report, { name: 'report-narrow', width: 390, height: 900 })
    } finally {
      await browser.close()
    }
  } finally {
    await stopRunning(join(folder, '.litelift/postgres'))
    rmSync(folder, { recursive: true, force: true })
  }
}

function litelift(cwd: string, args: string[]): string {
  return execFileSync(process.execPath, [join(ROOT, 'cli/litelift.mjs'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

/** What is of this machine or of this run stands for nothing: paths, ports, passwords. */
function withoutPlaces(text: string): string {
  return text
    .replaceAll(/^from .*\/(bookshop.sqlite)$/gm, 'from  $1')
    .replaceAll(/postgres@127.0.0.1:\d+/g, 'postgres@127.0.0.1:5432')
    .replaceAll(/\n\nopen it:[^]*$/g, '\n')
}

interface Picture {
  name: string
  width: number
  height: number
  scheme?: 'light' | 'dark'
}

async function picture(
  browser: Browser,
  page: string,
  { name, width, height, scheme = 'light' }: Picture,
): Promise<void> {
  const tab = await browser.newPage()
  await tab.setViewport({ width, height, deviceScaleFactor: 1.5 })
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  await tab.setContent(page)
  await tab.screenshot({ path: `${join(IMAGES, name)}.png` })
  await tab.close()
}

await pictures()
