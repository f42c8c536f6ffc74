import type { WriteStream } from 'node:tty'
import { grouped } from '../engine/counted.ts'
import type { Listener, MigrationEvent, Phase } from '../engine/events.ts'
import { shown as unforged } from '../engine/shown.ts'

/** Milliseconds between two drawings of the bar, and between two lines where there is no terminal. */
const REDRAW = 100
const LINE = 5000
const BAR = 24

export interface Progress extends Disposable {
  listener: Listener
}

/**
 * Shows a migration's events on stderr: finished phases as lines, the running one as a bar that is drawn over, or, where
 * stderr is no terminal, as a line every few seconds. Disposing removes the bar.
 */
export function showProgress(stream: WriteStream = process.stderr): Progress {
  return stream.isTTY ? bars(stream, true) : lines(stream, true)
}

/** The same for commands whose result is what counts: nothing stays on a terminal, and elsewhere only what lasts is said. */
export async function shown<Result>(work: (progress: Progress) => Promise<Result>): Promise<Result> {
  const stream = process.stderr
  using progress = stream.isTTY ? bars(stream, false) : lines(stream, false)
  return await work(progress)
}

function bars(stream: WriteStream, isKept: boolean): Progress {
  const state = new State()
  let drawn = 0
  const draw = () => {
    drawn = Date.now()
    const share = state.share
    const line = unforged(`  ${state.phase ?? ''}${share === null ? '' : ` ${bar(share)}`} ${state.detail()}`)
    stream.write(`\r\u001b[K${line.slice(0, stream.columns - 1)}`)
  }
  const clear = () => stream.write('\r\u001b[K')
  return {
    listener: (event) => {
      state.take(event)
      if (event.type === 'phase-finished') {
        clear()
        if (isKept) stream.write(`${finished(event, state)}\n`)
      } else if (event.type === 'rejected') {
        clear()
        stream.write(`${refused(event.rows)}\n`)
      } else if (event.type === 'phase-started' || Date.now() - drawn >= REDRAW) draw()
    },
    [Symbol.dispose]: clear,
  }
}

function lines(stream: WriteStream, isKept: boolean): Progress {
  const state = new State()
  let written = Date.now()
  return {
    listener: (event) => {
      state.take(event)
      if (event.type === 'phase-finished') {
        if (isKept) stream.write(`${finished(event, state)}\n`)
      } else if (event.type === 'resumed') stream.write(`resuming: ${grouped(event.rows)} rows are already staged\n`)
      else if (event.type === 'rejected') stream.write(`${refused(event.rows)}\n`)
      else if (Date.now() - written < LINE) return
      else stream.write(`${unforged(`${state.phase ?? ''} ${state.detail()}`)}\n`)
      written = Date.now()
    },
    [Symbol.dispose]: () => undefined,
  }
}

function finished({ phase, seconds }: Extract<MigrationEvent, { type: 'phase-finished' }>, state: State): string {
  const rows = phase === 'stage' ? `  ${state.rowsIn(seconds)}` : ''
  return `${phase.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s${rows}`
}

function refused(rows: number): string {
  return `rejects: ${grouped(rows)} ${rows === 1 ? 'row was' : 'rows were'} refused`
}

function bar(share: number): string {
  const full = Math.round(share * BAR)
  return '█'.repeat(full) + '░'.repeat(BAR - full)
}

/** What the events so far add up to. */
class State {
  phase: Phase | null = null
  private rows = 0
  private of = 0
  private resumed = 0
  private begun = 0
  private doing = ''
  /** Of a phase that says how far it is: done, of so much, and in words. */
  private reached: { done: number; of: number; words: string } | null = null

  take(event: MigrationEvent): void {
    if (event.type === 'phase-started') {
      this.phase = event.phase
      this.begun = Date.now()
      this.doing = ''
      this.reached = null
    } else if (event.type === 'planned') this.of = event.rows
    else if (event.type === 'resumed') this.rows = this.resumed = event.rows
    else if (event.type === 'staged') {
      this.rows = event.rows
      this.of = event.of
      this.doing = event.table
    } else if (event.type === 'inspected') {
      this.reached = { done: event.parts, of: event.of, words: `${grouped(event.rows)} rows` }
    } else if (event.type === 'compared') {
      const words = `${grouped(Math.floor(event.rows / 2))} of ${grouped(event.of / 2)} rows`
      this.reached = { done: event.rows, of: event.of, words }
      this.doing = event.table
    } else if (event.type === 'built') this.doing = `${event.table}: ${event.what}`
  }

  /** From 0 to 1; null where the phase does not say. */
  get share(): number | null {
    if (this.phase === 'stage') return this.of === 0 ? 1 : Math.min(1, this.rows / this.of)
    return this.reached === null ? null : this.reached.done / Math.max(1, this.reached.of)
  }

  detail(): string {
    const { share } = this
    if (share === null) return this.doing
    const seconds = (Date.now() - this.begun) / 1000
    const words = this.phase === 'stage' ? this.rowsIn(seconds) : this.reached!.words
    return `${Math.floor(100 * share)}%  ${words}${timeLeft(share, seconds)}  ${this.doing}`
  }

  rowsIn(seconds: number): string {
    const pace = seconds >= 0.1 ? `, ${grouped(Math.round((this.rows - this.resumed) / seconds))} rows/s` : ''
    return `${grouped(this.rows)} of ${grouped(this.of)} rows${pace}`
  }
}

/** Of a phase that has lasted long enough to tell. */
function timeLeft(share: number, seconds: number): string {
  if (seconds < 2 || share < 0.02 || share >= 1) return ''
  const left = Math.ceil((seconds * (1 - share)) / share)
  return left < 100 ? `, ${left} s left` : `, ${Math.ceil(left / 60)} min left`
}
