import { existsSync } from 'node:fs'
import { launch, type Browser } from 'puppeteer-core'

const PLACES = [
  process.env['CHROME_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where a browser is on this machine; null where there is none. */
export const BROWSER = PLACES.find((path) => existsSync(path)) ?? null

/** A real browser without a window. As root Chromium needs to be told that it has no sandbox. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  return await launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}
