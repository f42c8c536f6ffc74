import { expect, test } from 'vitest'
import { secondsByPhase, type Span } from '../../engine/report/spans.ts'

const span = (phase: Span['phase'], from: number, seconds: number): Span => ({ phase, from: from * 1000, seconds })

test('what runs at the same time counts once, what lies between not at all, and phases come as they began', () => {
  const spans = [
    span('build', 20, 2),
    span('stage', 10, 4),
    span('open', 0, 1),
    span('stage', 12, 1),
    span('stage', 13, 3),
    span('open', 30, 0.5),
    span('stage', 18, 1),
  ]
  expect(secondsByPhase(spans)).toEqual([
    { phase: 'open', seconds: 1.5 },
    { phase: 'stage', seconds: 7 },
    { phase: 'build', seconds: 2 },
  ])
  expect(secondsByPhase([])).toEqual([])
})
