import type { Report } from '../report.ts'
import { html, type Markup } from './markup.ts'
import { table } from './table.ts'

/** How long each phase took, as one bar and as numbers. */
export function timeline({ phases, seconds }: Pick<Report, 'phases' | 'seconds'>): Markup | null {
  const all = phases.reduce((sum, phase) => sum + phase.seconds, 0)
  if (all === 0) return null
  let at = 0
  const parts = phases.map((phase, index) => {
    const width = (100 * phase.seconds) / all
    const part = html`<rect class="phase${index % 4}" x="${at.toFixed(2)}" width="${width.toFixed(2)}" height="10">
      <title>${phase.phase}: ${phase.seconds.toFixed(2)} s</title>
    </rect>`
    at += width
    return part
  })
  return html`<h2>Where the time went</h2>
    <svg
      class="timeline"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label="${seconds.toFixed(1)} s, by phase"
    >
      ${parts}
    </svg>
    ${table(
      'Phases in their order',
      [
        {
          title: 'Phase',
          cell: ({ phase, index }) =>
            html`<svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                <rect class="phase${index % 4}" width="10" height="10" />
              </svg>
              ${phase}`,
        },
        { title: 'Seconds', isNumber: true, cell: ({ seconds }) => seconds.toFixed(2) },
        { title: 'Share', isNumber: true, cell: ({ seconds }) => `${Math.round((100 * seconds) / all)} %` },
      ],
      phases.map((phase, index) => ({ ...phase, index })),
    )}`
}
