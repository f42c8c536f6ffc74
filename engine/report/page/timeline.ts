import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/**
 * How long each phase took, as one bar and as numbers; what lies between and beside them counts as other. Null where there is nothing to tell, and of
 * a file that was published before: the phases are those of the run that did.
 */
export function timeline({ outcome, phases, seconds }: Report): Markup | null {
  const known = phases.reduce((sum, phase) => sum + phase.seconds, 0)
  if (known === 0 || outcome === 'already-published') return null
  // Phases of several tasks may be at work at the same time.
  const all = Math.max(seconds, known)
  const parts = [
    ...phases.map(({ phase, seconds }, index) => ({ name: phase as string, seconds, look: `phase${index}` })),
    { name: 'other', seconds: all - known, look: 'other' },
  ]
  const shares = wholeShares(parts.map((part) => part.seconds))
  let at = 0
  return html`<svg
      class="timeline"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label="${all.toFixed(1)} s, by phase"
    >
      ${parts.map(({ name, seconds, look }) => {
        const width = (100 * seconds) / all
        const part = html`<rect class="${look}" x="${at.toFixed(2)}" width="${width.toFixed(2)}" height="10">
          <title>${name}: ${seconds.toFixed(2)} s</title>
        </rect>`
        at += width
        return part
      })}
    </svg>
    ${table(
      'Phases in their order',
      [
        {
          title: 'Phase',
          cell: ({ name, look }) =>
            html`<svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                <rect class="${look}" width="10" height="10" />
              </svg>
              ${name}`,
        },
        { title: 'Seconds', isNumber: true, cell: ({ seconds }) => seconds.toFixed(2) },
        { title: 'Share', isNumber: true, cell: ({ share }) => `${share} %` },
      ],
      parts.map((part, index) => ({ ...part, share: shares[index]! })),
    )}`
}

/** Percents that add up to 100: those with the largest remainders are rounded up (Hare–Niemeyer). */
function wholeShares(parts: number[]): number[] {
  const all = parts.reduce((sum, part) => sum + part, 0)
  const exact = parts.map((part) => (100 * part) / all)
  const left = 100 - exact.reduce((sum, share) => sum + Math.floor(share), 0)
  const byRemainder = exact.map((share, at) => ({ at, rest: share % 1 })).toSorted((a, b) => b.rest - a.rest)
  const up = new Set(byRemainder.slice(0, left).map(({ at }) => at))
  return exact.map((share, at) => Math.floor(share) + (up.has(at) ? 1 : 0))
}
