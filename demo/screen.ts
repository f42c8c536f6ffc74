import { styleText } from 'node:util'
import { painted, styled, type Line } from '../cli/terminal/line.ts'

/** A line on stdout; names of a dropped file appear in it, so it is made safe for a terminal first. */
export function line(text: Line = '', style: Parameters<typeof styleText>[0] = []): void {
  process.stdout.write(`${painted(typeof text === 'string' ? styled(style, text) : text, process.stdout)}\n`)
}

/** What every terminal shows on one line. */
const WIDTH = 80

/** The text cut to a terminal's width, so that a table does not wrap. */
export function fitted(text: string): string {
  return shortened(text, WIDTH)
}

/** The text cut to so many characters, as people count them. */
export function shortened(text: string, characters: number): string {
  const all = Array.from(segmenter.segment(text), ({ segment }) => segment)
  return all.length > characters ? `${all.slice(0, characters - 1).join('')}…` : text
}

const segmenter = new Intl.Segmenter()

/** Runs one step of the demo: its line appears at once on a terminal, and with its time when it is done. */
export async function step<Result>(text: string, work: () => Result | Promise<Result>): Promise<Result> {
  const started = performance.now()
  const terminal = process.stdout.isTTY
  if (terminal) process.stdout.write(styleText('dim', `  · ${text}`))
  try {
    const result = await work()
    if (terminal) process.stdout.write('\r\u001b[2K')
    line(`  ${done(text, started)}`)
    return result
  } catch (error) {
    if (terminal) process.stdout.write('\n')
    throw error
  }
}

function done(text: string, started: number): string {
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  return `✓ ${text.padEnd(68)} ${seconds.padStart(5)} s`
}
