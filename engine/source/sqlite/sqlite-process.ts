import type { ChildProcess } from 'node:child_process'
import { interrupted, LiteliftError } from '../../errors.ts'
import { type Budget, budgetOf, UNKNOWN } from './budget.ts'
import { childEnded, startFailed, type Work } from './child-ended.ts'
import type { Answer, Ask } from './messages.ts'
import type { Remote } from './session.ts'
import type { SqliteHost } from './sqlite.ts'
import { startedProcess } from './started-process.ts'

/** Of what the process says on stderr the end is kept. */
const SAID_CHARACTERS = 4000

interface Asked {
  work: Work
  resolve(result: unknown): void
  reject(error: LiteliftError): void
}

/**
 * SQLite, in a process of its own: nothing ends what it does with a file, which may be without end, but the end of its process. It has a
 * budget of time and memory by the size of the file, ends at once when the signal is aborted, and when this process ends in whatever way.
 * Starts with its construction at the latest, so that it is there when the file is; calls are answered one after another.
 *
 * Calls throw LiteliftError: those of the session, `file-too-costly` past the budget, `migration-interrupted`, `worker-ended`.
 */
export class SqliteProcess implements SqliteHost {
  readonly #child: ChildProcess
  readonly #signal: AbortSignal | undefined
  readonly #stop = () => this.#end(interrupted())
  readonly #ended = Promise.withResolvers<void>()
  readonly #asked = new Map<number, Asked>()
  #budget: Budget = UNKNOWN
  /** Milliseconds that calls took so far. */
  #spent = 0
  #calls = 0
  #said = ''
  /** Why it has ended. */
  #failure: LiteliftError | null = null

  constructor(signal?: AbortSignal) {
    this.#signal = signal
    this.#child = startedProcess()
    this.#child
      .on('message', (answer: Answer) => this.#hear(answer))
      .on('error', (cause) => {
        this.#end(startFailed(cause))
        // A process that never was does not end.
        if (this.#child.pid === undefined) this.#ended.resolve()
      })
      .on('close', (code, killedBy) => {
        const [first] = this.#asked.values()
        this.#end(childEnded(first?.work ?? null, { code, killedBy, said: this.#said }))
        this.#ended.resolve()
      })
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-SAID_CHARACTERS)
    })
    signal?.addEventListener('abort', this.#stop, { once: true })
    if (signal?.aborted) this.#stop()
  }

  allow(bytes: number): void {
    this.#budget = budgetOf(bytes)
  }

  async call<Name extends keyof Remote>(
    method: Name,
    args: Parameters<Remote[Name]>,
    work: Work,
  ): Promise<Awaited<ReturnType<Remote[Name]>>> {
    if (this.#failure) throw this.#failure
    const id = ++this.#calls
    const { promise, ...answer } = Promise.withResolvers<unknown>()
    this.#asked.set(id, { work, ...answer })
    const started = performance.now()
    // An answer that came while this process was busy counts: it is heard before setImmediate.
    const timer = setTimeout(() => setImmediate(() => this.#asked.has(id) && this.#end(tooLong(work))), this.#left())
    try {
      this.#child.send({ id, method, args, budget: this.#budget } satisfies Ask, (error) => {
        if (error) this.#child.kill('SIGKILL')
      })
      return (await promise) as Awaited<ReturnType<Remote[Name]>>
    } finally {
      clearTimeout(timer)
      this.#spent += performance.now() - started
      this.#asked.delete(id)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop)
    this.#end(interrupted())
    await this.#ended.promise
  }

  #left(): number {
    return Math.max(0, this.#budget.time - this.#spent)
  }

  #hear(answer: Answer): void {
    const asked = this.#asked.get(answer.id)
    if ('error' in answer) asked?.reject(LiteliftError.revive(answer.error, answer.cause))
    else asked?.resolve(answer.result)
  }

  /** Ends the process and everything that waits for it; the first reason counts. */
  #end(failure: LiteliftError): void {
    this.#failure ??= failure
    this.#child.kill('SIGKILL')
    for (const asked of this.#asked.values()) asked.reject(this.#failure)
  }
}

function tooLong({ doing, subject = {} }: Work): LiteliftError {
  return new LiteliftError('file-too-costly', {
    subject,
    message: `SQLite took more time than a file of this size needs, while it was ${doing}.`,
    hint: 'Look for columns that compute, views behind full-text tables, or damage (`PRAGMA integrity_check`); copy the rows into plain tables, or leave the table out.',
  })
}
