import type { Phase } from '../events.ts'
import type { Report } from './report.ts'

/** A time in which a phase was at work. */
export interface Span {
  phase: Phase
  /** Milliseconds since 1970. */
  from: number
  seconds: number
}

/** For how long each phase was at work, in the order of their beginnings: what ran at the same time counts once, and what lay between not at all. */
export function secondsByPhase(spans: readonly Span[]): Report['phases'] {
  const byPhase = Map.groupBy(
    spans.toSorted((a, b) => a.from - b.from),
    ({ phase }) => phase,
  )
  return [...byPhase].map(([phase, ofPhase]) => {
    let [seconds, end] = [0, -Infinity]
    for (const { from, seconds: lasted } of ofPhase) {
      const until = from + lasted * 1000
      if (until <= end) continue
      seconds += (until - Math.max(from, end)) / 1000
      end = until
    }
    return { phase, seconds: Math.round(seconds * 1000) / 1000 }
  })
}
