import type pg from 'pg'
import type { TablePlan } from '../plan/plan.ts'
import { fromServer } from '../target/server-error.ts'
import { COPY_HEADER, COPY_TRAILER, copying, copyStatement } from './copy-statement.ts'

/** All rows that a table is to get, encoded. */
export interface Whole {
  table: TablePlan
  bytes: Buffer
}

/**
 * Copies several tables by one message of as many statements, which wait for nothing but the server between them: a round trip each in
 * place of two.
 * @throws LiteliftError what the server says against one of them, naming it; the statements after it are not run
 */
export async function copyWholes(client: pg.Client, schema: string, wholes: readonly Whole[]): Promise<void> {
  if (wholes.length === 0) return
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const copies = new Copies(schema, wholes, { resolve, reject })
  client.query(copies)
  try {
    await promise
  } catch (error) {
    throw fromServer(error, copying((wholes[copies.ended] ?? wholes.at(-1)!).table))
  }
}

/** What pg has of a connection for those who copy, and does not say in its types. */
interface Copying {
  stream: pg.Connection['stream']
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

interface Answer {
  resolve: () => void
  reject: (error: unknown) => void
}

/** What runs on a pg.Client; it calls the methods as messages of the server come in (pg, lib/client.js). */
class Copies implements pg.Submittable {
  /** COPYs that the server has ended. */
  ended = 0
  readonly #sql: string
  readonly #wholes: readonly Whole[]
  readonly #answer: Answer

  constructor(schema: string, wholes: readonly Whole[], answer: Answer) {
    this.#sql = wholes.map(({ table }) => copyStatement(schema, table)).join(';\n')
    this.#wholes = wholes
    this.#answer = answer
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#sql)
  }

  handleCopyInResponse(connection: Copying): void {
    const { stream } = connection
    const { bytes } = this.#wholes[this.ended]!
    stream.cork()
    connection.sendCopyFromChunk(Buffer.concat([COPY_HEADER, bytes, COPY_TRAILER]))
    connection.endCopyFrom()
    stream.uncork()
  }

  handleCommandComplete(): void {
    this.ended++
  }

  handleReadyForQuery(): void {
    this.#answer.resolve()
  }

  handleError(error: unknown): void {
    this.#answer.reject(error)
  }
}
