import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { expect, test, vi } from 'vitest'
import { eraseDrawn } from '../../cli/terminal/overwritten.ts'
import { showProgress, type Kept } from '../../cli/terminal/progress.ts'
import type { MigrationEvent } from '../../engine/events.ts'

const EVENTS: MigrationEvent[] = [
  { type: 'phase-started', phase: 'plan' },
  { type: 'planned', tables: 1, rows: 2000 },
  { type: 'phase-finished', phase: 'plan', seconds: 0.25 },
  { type: 'phase-started', phase: 'stage' },
  { type: 'resumed', rows: 500 },
  { type: 'staged', table: 'evil\u001b[2J', rows: 1000, of: 2000, ofTable: { rows: 1000, of: 2000 } },
  { type: 'staged', table: 'evil\u001b[2J', rows: 2000, of: 2000, ofTable: { rows: 2000, of: 2000 } },
  { type: 'phase-finished', phase: 'stage', seconds: 3 },
]

test('without a terminal there are plain lines', () => {
  expect(shown(false).split('\n')).toEqual([
    'plan         0.3 s',
    'resuming: 500 rows are already staged',
    'stage        3.0 s  2,000 of 2,000 rows, 500 rows/s',
    '',
  ])
})

test('on a terminal a bar is drawn over and goes away', () => {
  const output = shown(true)
  expect(output).toContain('stage ░░░░░░░░░░░░░░░░░░░░░░░░ 0%  0 of 2,000 rows')
  expect(output).toContain('stage        3.0 s  2,000 of 2,000 rows, 500 rows/s\n')
  expect(output).not.toContain('\u001b[2J')
  expect(output).toContain('\r\u001b[Kresuming: 500 rows are already staged\n')
  expect(output.endsWith('\n')).toBe(true)
})

test('each table is a line where that is asked for, and nothing is said where that is', () => {
  const lines = shown(false, 'tables').split('\n')
  expect(lines[2]).toMatch(/^ {2}stage +0\.\d s {2}evil\\u\{1b\}\[2J: 2,000 rows$/)
  expect(shown(true, 'none')).toBe('')
})

test('what is said meanwhile stands on a line of its own, above the bar', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 })
  using progress = showProgress('phases', stream as unknown as WriteStream)
  progress.listener({ type: 'phase-started', phase: 'stage' })
  eraseDrawn(stream as unknown as WriteStream)
  stream.write('Stopping\n')
  expect(String(stream.read())).toContain('\r\u001b[KStopping\n')
})

function shown(isTTY: boolean, kept: Kept = 'phases'): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 })
  {
    using progress = showProgress(kept, stream as unknown as WriteStream)
    for (const event of EVENTS) progress.listener(event)
  }
  return String(stream.read() ?? '')
}

test('inspecting and comparing say how far they are, and how long it will take', async () => {
  vi.useFakeTimers()
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 })
  {
    using progress = showProgress('phases', stream as unknown as WriteStream)
    const tell = (event: MigrationEvent) => {
      vi.advanceTimersByTime(5000)
      progress.listener(event)
    }
    tell({ type: 'phase-started', phase: 'inspect' })
    tell({ type: 'inspected', rows: 1000, parts: 1, of: 4 })
    tell({ type: 'phase-started', phase: 'verify' })
    tell({ type: 'compared', table: 't', rows: 1000, of: 2000, ofTable: { rows: 1000, of: 2000 } })
  }
  vi.useRealTimers()
  const output = String(stream.read())
  expect(output).toContain('inspect ██████░░░░░░░░░░░░░░░░░░ 25%  1,000 rows, 15 s left')
  expect(output).toContain('verify ████████████░░░░░░░░░░░░ 50%  500 of 1,000 rows, 5 s left  t')
})
