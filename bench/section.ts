/** One line of the table of targets. `met` is null where this run could not measure it, which `measured` then explains. */
export interface Target {
  what: string
  target: string
  measured: string
  met: boolean | null
}

/** What one part of the benchmarks found, for results.md. */
export interface Section {
  title: string
  /** Markdown. */
  body: string
  targets: Target[]
}

/** A Markdown table; the first column is text, the others are numbers. */
export function tableOf(head: string[], rows: (string | number)[][]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
