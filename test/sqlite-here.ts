import { asLiteliftError } from '../engine/errors.ts'
import type { Remote } from '../engine/source/sqlite/session.ts'
import { Session } from '../engine/source/sqlite/session.ts'
import type { SqliteHost } from '../engine/source/sqlite/sqlite.ts'

/**
 * SQLite within the process of the tests, for those that migrate hundreds of small files that are known to be harmless: a process of its own costs
 * more than the rest of such a migration. Its session is the same, and what it says is copied as between processes.
 */
export class SqliteHere implements SqliteHost {
  readonly #session = new Session()

  allow(): void {
    // Nobody watches.
  }

  async call<Name extends keyof Remote>(
    method: Name,
    args: Parameters<Remote[Name]>,
  ): Promise<Awaited<ReturnType<Remote[Name]>>> {
    const call = this.#session[method].bind(this.#session) as (...args: unknown[]) => unknown
    try {
      return structuredClone(call(...structuredClone(args))) as Awaited<ReturnType<Remote[Name]>>
    } catch (error) {
      throw asLiteliftError(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The database closes when it is collected.
  }
}
