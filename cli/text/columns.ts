import { shown } from '../../engine/shown.ts'

/** Lines of aligned columns, two spaces apart, each cell as it is {@link shown}; `right` holds the positions of columns of numbers. */
export function columns(rows: string[][], right: number[] = []): string[] {
  const all = rows.map((row) => row.map(shown))
  const widths = all.reduce<number[]>((widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, width(cell))), [])
  return all.map((row) =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat(widths[i]! - width(cell))
        return right.includes(i) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}

// Made when it is needed: that takes 13 ms.
let segmenter: Intl.Segmenter | null = null

/** In characters as people count them; a few scripts take two cells each and end up a little ragged. */
function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  segmenter ??= new Intl.Segmenter()
  return [...segmenter.segment(text)].length
}
