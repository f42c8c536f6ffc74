import { shown } from '../../engine/shown.ts'

/** Characters that a terminal which nobody has widened holds on a line. */
export const TERMINAL = 80

/**
 * Lines of aligned columns, two spaces apart, each cell as it is {@link shown}; `right` holds the positions of columns of numbers.
 * @param fits characters that lines should fit into: a first cell that is too long for it stands on a line of its own; nothing is ever cut
 */
export function columns(rows: string[][], right: number[] = [], fits = Infinity): string[] {
  const all = rows.map((row) => row.map(shown))
  const widths = all.reduce<number[]>((widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, width(cell))), [])
  const [first = 0, ...others] = widths
  const room = fits - others.reduce((sum, one) => sum + one + 2, 0)
  widths[0] = Math.min(first, Math.max(room, NARROWEST))
  return all.flatMap((row) => {
    const aligned = (cells: string[]) =>
      cells
        .map((cell, i) => {
          const gap = ' '.repeat(Math.max(0, widths[i]! - width(cell)))
          return right.includes(i) ? gap + cell : cell + gap
        })
        .join('  ')
        .trimEnd()
    const [name = '', ...rest] = row
    if (rest.length === 0 || width(name) <= widths[0]!) return [aligned(row)]
    return [name, aligned(['', ...rest])]
  })
}

/** Of a first column whose long cells stand alone. */
const NARROWEST = 4

/** Without the columns, after the first few, that say nothing in any row but the first, which holds their names. */
export function withoutEmpty(rows: string[][], empty: string, first = 1): string[][] {
  const [names = [], ...values] = rows
  const isKept = names.map((_, i) => i < first || values.some((row) => row[i] !== empty))
  return rows.map((row) => row.filter((_, i) => isKept[i]))
}

// Made when it is needed: that takes 13 ms.
let segmenter: Intl.Segmenter | null = null

/** In characters as people count them; a few scripts take two cells each and end up a little ragged. */
function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  segmenter ??= new Intl.Segmenter()
  return [...segmenter.segment(text)].length
}
