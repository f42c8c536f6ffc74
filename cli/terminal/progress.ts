import type { WriteStream } from 'node:tty'
import { grouped } from '../../engine/counted.ts'
import type { Listener, MigrationEvent, Phase } from '../../engine/events.ts'
import { shown } from '../../engine/shown.ts'
import { drawOver, eraseDrawn } from './overwritten.ts'

/** Milliseconds between two drawings of the bar, and between two lines where there is no terminal. */
const REDRAW = 100
const LINE = 5000
const BAR = 24

export const PROGRESS = ['phases', 'tables', 'none'] as const

/** What stays to be read: a line for each phase, for each table in it as well, or nothing. */
export type Kept = (typeof PROGRESS)[number]

export interface Progress extends Disposable {
  listener: Listener
}

/**
 * Shows a migration's events on stderr: what has finished as lines, the running phase as a bar that is drawn over, or, where
 * stderr is no terminal, as a line every few seconds. Disposing removes the bar.
 * @param kept `none` shows nothing at all
 */
export function showProgress(kept: Kept, stream: WriteStream = process.stderr): Progress {
  if (kept === 'none') return { listener: () => undefined, [Symbol.dispose]: () => undefined }
  return follow(stream, (event, state) => remark(event) ?? finished(event, state, kept))
}

/**
 * The same for commands whose result is what counts: of phases nothing stays on a terminal, and elsewhere only what lasts is said.
 */
export async function withProgress<Result>(kept: Kept, work: (listener: Listener) => Promise<Result>): Promise<Result> {
  using progress = kept === 'phases' ? follow(process.stderr, remark) : showProgress(kept, process.stderr)
  return await work(progress.listener)
}

/** @param lineOf what is said of an event for good; null leaves it to the bar */
function follow(stream: WriteStream, lineOf: (event: MigrationEvent, state: State) => string | null): Progress {
  const state = new State()
  const pause = stream.isTTY ? REDRAW : LINE
  let last = stream.isTTY ? 0 : Date.now()
  return {
    listener: (event) => {
      state.take(event)
      const line = lineOf(event, state)
      if (line !== null) {
        eraseDrawn(stream)
        stream.write(`${shown(line)}\n`)
        if (!stream.isTTY) last = Date.now()
      } else if (event.type === 'phase-finished') eraseDrawn(stream)
      else if (Date.now() - last >= pause || (stream.isTTY && event.type === 'phase-started')) {
        last = Date.now()
        if (stream.isTTY) drawOver(stream, `  ${state.drawn()}`)
        else stream.write(`${shown(`${state.phase ?? ''} ${state.detail()}`)}\n`)
      }
    },
    [Symbol.dispose]: () => eraseDrawn(stream),
  }
}

function finished(event: MigrationEvent, state: State, kept: Kept): string | null {
  if (event.type === 'phase-finished') {
    const rows = event.phase === 'stage' ? `  ${state.rowsIn(event.seconds)}` : ''
    return `${event.phase.padEnd(8)} ${event.seconds.toFixed(1).padStart(7)} s${rows}`
  }
  return kept === 'tables' ? finishedPart(event, state) : null
}

/** Of one table. */
function finishedPart(event: MigrationEvent, state: State): string | null {
  // Large tables are compared while they are built.
  const phase = event.type === 'compared' ? 'verify' : (state.phase ?? '')
  const line = (part: string) => `  ${phase.padEnd(8)} ${state.seconds().toFixed(1).padStart(7)} s  ${part}`
  if (event.type === 'built') return line(`${event.table}: ${event.what}`)
  if (event.type !== 'staged' && event.type !== 'compared') return null
  const { rows, of } = event.ofTable
  return rows < of ? null : line(`${event.table}: ${grouped(event.type === 'staged' ? of : of / 2)} rows`)
}

/** What is said whatever is shown of the phases. */
function remark(event: MigrationEvent): string | null {
  if (event.type === 'resumed') return `resuming: ${grouped(event.rows)} rows are already staged`
  if (event.type !== 'rejected') return null
  return `rejects: ${grouped(event.rows)} ${event.rows === 1 ? 'row was' : 'rows were'} refused`
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
    } else if (event.type === 'compared' && this.phase === 'verify') {
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

  /** Of the running phase. */
  seconds(): number {
    return (Date.now() - this.begun) / 1000
  }

  drawn(): string {
    const { share } = this
    return `${this.phase ?? ''}${share === null ? '' : ` ${bar(share)}`} ${this.detail()}`
  }

  detail(): string {
    const { share } = this
    if (share === null) return this.doing
    const seconds = this.seconds()
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
