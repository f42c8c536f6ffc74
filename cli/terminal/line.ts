import { styleText } from 'node:util'
import { shown } from '../../engine/shown.ts'

type Style = Parameters<typeof styleText>[0]

/** A line for people. */
export type Line = string | { text: string; style: Style; isProse: boolean; hang?: number }

/** Text in colours, where a terminal shows them. */
export function styled(style: Style, text: string): Line {
  return { text, style, isProse: false }
}

/** Sentences, which a terminal breaks between words; what programs read, and what is copied, stays on its line. */
export function prose(text: string, style: Style = []): Line {
  return { text, style, isProse: true }
}

/** The same where the last cell of a table is sentences: what is broken goes on below its beginning, where that leaves it room. */
export function lastCell(text: string, at: number): Line {
  return { text, style: [], isProse: true, hang: at }
}

/** Characters of a cell below which its words would stand one a line. */
const NARROW = 20

/** The line as its stream takes it: on a terminal broken to its width, in colours unless NO_COLOR forbids them, or where FORCE_COLOR wants them. */
export function painted(line: Line, stream: NodeJS.WritableStream): string {
  if (typeof line === 'string') return shown(line)
  const { isTTY, columns } = stream as NodeJS.WriteStream
  const text = shown(line.text)
  const lines = line.isProse && isTTY && columns > 0 ? broken(text, columns, line.hang) : [text]
  return lines.map((one) => styleText(line.style, one, { stream })).join('\n')
}

/** At spaces, every line but the first two characters further in than the first, or as far as is said. */
function broken(text: string, width: number, hang = 0): string[] {
  const lines: string[] = []
  const indent = /^ */.exec(text)![0]
  const within = hang > 0 && width - hang >= NARROW ? ' '.repeat(hang) : `${indent}  `
  let line = indent
  for (const word of text.trimStart().split(' ')) {
    const joined = line.trim() === '' ? line + word : `${line} ${word}`
    if (joined.length <= width || line.trim() === '') line = joined
    else {
      lines.push(line)
      line = within + word
    }
  }
  return [...lines, line]
}
