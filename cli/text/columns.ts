/** Lines of aligned columns, two spaces apart; `right` holds the positions of columns of numbers. */
export function columns(rows: string[][], right: number[] = []): string[] {
  const oneLine = rows.map((row) => row.map(onOneLine))
  const widths = oneLine.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, width(cell))),
    [],
  )
  return oneLine.map((row) =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat(widths[i]! - width(cell))
        return right.includes(i) ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}

function onOneLine(cell: string): string {
  if (!cell.includes('\n')) return cell
  const lines = cell.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').join(' ')
}

// Made when it is needed: that takes 13 ms.
let segmenter: Intl.Segmenter | null = null

/** In characters as people count them; a few scripts take two cells each and end up a little ragged. */
function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  segmenter ??= new Intl.Segmenter()
  return [...segmenter.segment(text)].length
}
