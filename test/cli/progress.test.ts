import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { expect, test, vi } from 'vitest'
import { showProgress } from '../../cli/progress.ts'
import type { MigrationEvent } from '../../engine/events.ts'

const EVENTS: MigrationEvent[] = [
  { type: 'phase-started', phase: 'plan' },
  { type: 'planned', tables: 1, rows: 2000 },
  { type: 'phase-finished', phase: 'plan', seconds: 0.25 },
  { type: 'phase-started', phase: 'stage' },
  { type: 'resumed', rows: 500 },
  { type: 'staged', table: 'evil\u001b[2J', rows: 1000, of: 2000 },
  { type: 'staged', table: 'evil\u001b[2J', rows: 2000, of: 2000 },
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
  expect(output.endsWith('\r\u001b[K')).toBe(true)
})

function shown(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 })
  {
    using progress = showProgress(stream as unknown as WriteStream)
    for (const event of EVENTS) progress.listener(event)
  }
  return (stream.read() as Buffer).toString()
}

test('inspecting and comparing say how far they are, and how long it will take', async () => {
  vi.useFakeTimers()
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 })
  {
    using progress = showProgress(stream as unknown as WriteStream)
    const tell = (event: MigrationEvent) => {
      vi.advanceTimersByTime(5000)
      progress.listener(event)
    }
    tell({ type: 'phase-started', phase: 'inspect' })
    tell({ type: 'inspected', rows: 1000, parts: 1, of: 4 })
    tell({ type: 'phase-started', phase: 'verify' })
    tell({ type: 'compared', table: 't', rows: 1000, of: 2000 })
  }
  vi.useRealTimers()
  const output = String(stream.read())
  expect(output).toContain('inspect ██████░░░░░░░░░░░░░░░░░░ 25%  1,000 rows, 15 s left')
  expect(output).toContain('verify ████████████░░░░░░░░░░░░ 50%  500 of 1,000 rows, 5 s left  t')
})
