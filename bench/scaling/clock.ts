/** What a process of a simulation does next: it lets time pass, or first waits for its turn and holds a unit of what others need too. */
export interface Step {
  seconds: number
  holding?: Resource
}

export type Process = Generator<Step, void, undefined>

/** So many units of something that processes hold for a while, in the order in which they come. */
export class Resource {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(units: number) {
    this.#free = units
  }

  take(go: () => void): void {
    if (this.#free === 0) return void this.#waiting.push(go)
    this.#free--
    go()
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }
}

/** Time that passes from one event to the next: a discrete-event simulation. */
export class Clock {
  /** Seconds since the beginning. */
  now = 0
  readonly #due: { at: number; go: () => void }[] = []

  /** Lets processes go on until all of them have ended. */
  run(processes: Process[]): void {
    for (const process of processes) this.#next(process)
    for (let event = this.#due.shift(); event !== undefined; event = this.#due.shift()) {
      this.now = event.at
      event.go()
    }
  }

  #next(process: Process): void {
    const { value: step, done } = process.next()
    if (done) return
    const { seconds, holding } = step
    if (!holding) return this.#after(seconds, () => this.#next(process))
    holding.take(() =>
      this.#after(seconds, () => {
        holding.give()
        this.#next(process)
      }),
    )
  }

  /** There are as many events as processes, a few hundred: a list in order is as good as a heap. */
  #after(seconds: number, go: () => void): void {
    const at = this.now + seconds
    const position = this.#due.findLastIndex((event) => event.at <= at)
    this.#due.splice(position + 1, 0, { at, go })
  }
}
