import type { WriteStream } from 'node:tty'

/** Milliseconds between two drawings on a terminal, and between two lines elsewhere. */
const REDRAW = 100
const LINE = 5000

export interface ShownBytes extends Disposable {
  reached(bytes: number): void
}

/**
 * Shows on stderr how far an upload or a download is: drawn over on a terminal, a line every few seconds elsewhere.
 * @param of all bytes, null where that is not known
 */
export function showBytes(doing: string, of: number | null, stream: WriteStream = process.stderr): ShownBytes {
  const started = Date.now()
  let shown = stream.isTTY ? 0 : started
  return {
    reached(bytes) {
      const now = Date.now()
      if (now - shown < (stream.isTTY ? REDRAW : LINE)) return
      shown = now
      const rate = bytes / Math.max(0.001, (now - started) / 1000)
      const left = of === null || rate === 0 ? '' : `, ${Math.ceil((of - bytes) / rate)} s left`
      const whole = of === null ? '' : ` of ${megabytes(of)}`
      const line = `${doing} ${megabytes(bytes)}${whole} MB, ${megabytes(rate)} MB/s${left}`
      stream.write(stream.isTTY ? `\r\u001b[K${line.slice(0, stream.columns - 1)}` : `${line}\n`)
    },
    [Symbol.dispose]() {
      if (stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
