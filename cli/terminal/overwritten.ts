import type { WriteStream } from 'node:tty'
import { shown } from '../../engine/shown.ts'

/** Back to the first column, and erase to the end of the line: with it goes the ^C that a terminal writes there. */
const ERASE = '\r\u001b[K'

/** Terminals whose cursor stands in a line that is to be drawn over. */
const drawn = new Set<WriteStream>()

/** Draws over what was drawn before, cut to the width of the terminal. */
export function drawOver(terminal: WriteStream, text: string): void {
  terminal.write(`${ERASE}${shown(text).slice(0, terminal.columns - 1)}`)
  drawn.add(terminal)
}

/** Before anything else is written there, so that it stands on a line of its own. */
export function eraseDrawn(stream: WriteStream): void {
  if (drawn.delete(stream)) stream.write(ERASE)
}
